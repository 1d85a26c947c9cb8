import { Command } from 'commander'
import { blockDomain, listDomainBlocks, unblockDomain } from '../core/domains/block.ts'
import { answer, type Cli, showTime, table, withApp } from './cli.ts'

/** `atoll domain …`: which servers may not talk to this one. */
export function domainCommand(cli: Cli): Command {
  return new Command('domain')
    .description('Block and unblock other servers, their sub-domains included')
    .addCommand(
      new Command('block')
        .argument('<domain>')
        .option('--reason <text>', 'for the record', '')
        .option('--json', 'answer in JSON')
        .description('Neither accept from a server nor send to it')
        .action((domain: string, { reason, json }: { reason: string; json?: boolean }) =>
          withApp(cli, async (app) => {
            await blockDomain(app, domain, { reason })
            answer(cli, json, { domain, blocked: true }, () => [`${domain} is blocked.`])
          }),
        ),
    )
    .addCommand(
      new Command('unblock')
        .argument('<domain>')
        .option('--json', 'answer in JSON')
        .description('Lift a block')
        .action((domain: string, { json }: { json?: boolean }) =>
          withApp(cli, async (app) => {
            await unblockDomain(app, domain)
            answer(cli, json, { domain, blocked: false }, () => [`${domain} is no longer blocked.`])
          }),
        ),
    )
    .addCommand(
      new Command('list')
        .option('--json', 'answer in JSON')
        .description('List the blocked servers')
        .action(({ json }: { json?: boolean }) =>
          withApp(cli, async (app) => {
            const rows = await listDomainBlocks(app)
            answer(cli, json, rows, () =>
              rows.length === 0
                ? ['No server is blocked.']
                : table(
                    ['DOMAIN', 'SINCE', 'REASON'],
                    rows.map((row) => [row.domain, showTime(row.created_at), row.reason]),
                  ),
            )
          }),
        ),
    )
}
