import { Command } from 'commander'
import { listReports } from '../core/reports/list.ts'
import { type Cli, printResult, renderTable, showTime, withApp } from './cli.ts'

const MOST = 1_000

/** `atoll reports`: what other servers report about accounts and posts here. */
export function reportsCommand(cli: Cli): Command {
  return new Command('reports')
    .description('List what other servers report about accounts and posts here, newest first')
    .option('--limit <n>', 'maximum number', '50')
    .option('--json', 'print JSON')
    .action(({ limit, json }: { limit: string; json?: boolean }) =>
      withApp(cli, async (app) => {
        const rows = await listReports(app, { limit: Math.min(Math.max(1, Number(limit) || 50), MOST) })
        const value = rows.map(({ id, created_at, ...row }) => ({
          id: String(id),
          reported_at: showTime(created_at),
          ...row,
        }))
        printResult(cli, json, value, () =>
          value.length === 0
            ? ['No other server has reported anything.']
            : renderTable(
                ['REPORTED', 'BY', 'ACCOUNT', 'POSTS', 'COMMENT'],
                value.map((one) => [
                  one.reported_at,
                  one.host,
                  `@${one.acct}`,
                  one.posts.join(' ') || '–',
                  one.comment.replaceAll(/\s+/g, ' '),
                ]),
              ),
        )
      }),
    )
}
