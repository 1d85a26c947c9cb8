import { Command } from 'commander'
import { type ListedReport, listReports } from '../core/reports/list.ts'
import { type Cli, printResult, renderTable, showTime, withApp } from './cli.ts'
import { limitOption } from './limit-option.ts'

/** `atoll reports`: what other servers report about accounts and posts here. */
export function reportsCommand(cli: Cli): Command {
  return new Command('reports')
    .description('List what other servers report about accounts and posts here, newest first')
    .addOption(limitOption(50))
    .option('--json', 'print JSON')
    .action(({ limit, json }: { limit: number; json?: boolean }) =>
      withApp(cli, async (app) => {
        const reports = await listReports(app, { limit })
        printResult(cli, json, reports.map(toJson), () =>
          reports.length === 0 ? ['No other server has reported anything.'] : linesOf(reports),
        )
      }),
    )
}

function toJson({ id, created_at, ...report }: ListedReport) {
  return { id: String(id), reported_at: showTime(created_at), ...report }
}

/** A table, with the addresses of the reported posts below each row. */
function linesOf(reports: readonly ListedReport[]): string[] {
  const [header = '', ...rows] = renderTable(
    ['REPORTED', 'BY', 'ACCOUNT', 'COMMENT'],
    reports.map(({ created_at, host, acct, comment }) => [
      showTime(created_at),
      host,
      `@${acct}`,
      comment.replaceAll(/\s+/g, ' ') || '–',
    ]),
  )
  return [header, ...rows.flatMap((row, at) => [row, ...(reports[at]?.posts.map((uri) => `  ${uri}`) ?? [])])]
}
