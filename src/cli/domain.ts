import { Command } from 'commander'
import { blockDomain, listDomainBlocks, unblockDomain } from '../core/domains/block.ts'
import { type Cli, printResult, renderTable, showTime, withApp } from './cli.ts'

/** `atoll domain …`: the servers that this one does not federate with. */
export function domainCommand(cli: Cli): Command {
  return new Command('domain')
    .description('Block and unblock other servers, including their subdomains')
    .addCommand(
      new Command('block')
        .argument('<domain>')
        .option('--reason <text>', 'why, for your records', '')
        .option('--json', 'print JSON')
        .description('Stop federating with a server')
        .action((domain: string, { reason, json }: { reason: string; json?: boolean }) =>
          withApp(cli, async (app) => {
            await blockDomain(app, domain, { reason })
            printResult(cli, json, { domain, blocked: true }, () => [`${domain} is blocked.`])
          }),
        ),
    )
    .addCommand(
      new Command('unblock')
        .argument('<domain>')
        .option('--json', 'print JSON')
        .description('Federate with a server again')
        .action((domain: string, { json }: { json?: boolean }) =>
          withApp(cli, async (app) => {
            await unblockDomain(app, domain)
            printResult(cli, json, { domain, blocked: false }, () => [`${domain} is no longer blocked.`])
          }),
        ),
    )
    .addCommand(
      new Command('list')
        .option('--json', 'print JSON')
        .description('List blocked servers')
        .action(({ json }: { json?: boolean }) =>
          withApp(cli, async (app) => {
            const rows = await listDomainBlocks(app)
            printResult(cli, json, rows, () =>
              rows.length === 0
                ? ['No servers are blocked.']
                : renderTable(
                    ['DOMAIN', 'SINCE', 'REASON'],
                    rows.map((row) => [row.domain, showTime(row.created_at), row.reason]),
                  ),
            )
          }),
        ),
    )
}
