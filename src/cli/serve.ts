import { resolve } from 'node:path'
import { Command } from 'commander'
import { environmentName, settings } from '../config.ts'
import { openSetupLink } from '../core/users/setup-link.ts'
import { createLog } from '../lib/log.ts'
import { createServer } from '../server.ts'
import { type Cli, configOf } from './cli.ts'

/** `atoll serve`: runs the server until it is asked to stop. */
export function serveCommand(cli: Cli): Command {
  return new Command('serve')
    .description('Run the server')
    .addHelpText('after', settingsHelp())
    .action(async () => {
      const config = configOf(cli)
      const log = createLog({ level: config.logLevel, pretty: cli.interactive })
      await using server = await createServer(config, { log })
      // From here on, a signal stops the server cleanly, even during startup.
      const stopped = cli.stopRequested()
      const port = await server.start()
      await greet(cli, server.app, port)
      await stopped
      cli.out('Stopping. Waiting for running work to finish.')
    })
}

async function greet(cli: Cli, app: Parameters<typeof openSetupLink>[0], port: number): Promise<void> {
  const { config } = app
  const local = `${config.tls ? 'https' : 'http'}://localhost:${port}`
  cli.out(`Atoll listens on ${local}${config.origin === local ? '' : ` as ${config.origin}`}`)
  const inPostgres = config.databaseUrl.startsWith('postgres') ? ' and in PostgreSQL' : ''
  cli.out(`Data is stored in ${resolve(config.data)}${inPostgres}`)
  const { goesTo, writesFiles } = app.mail
  if (writesFiles) cli.out(`No mail server is set up (ATOLL_MAIL_URL), so letters are written to ${resolve(goesTo)}`)
  const token = await openSetupLink(app)
  if (!token) return
  cli.out(`Create the owner's account at ${config.origin}/setup/${token}`)
  cli.out('or with: bin/atoll user create NAME --email YOU@EXAMPLE --role owner')
}

function settingsHelp(): string {
  const lines = Object.entries(settings).map(
    ([name, { default: fallback, sentence }]) =>
      `  ${environmentName(name)}${fallback ? ` (${fallback})` : ''}\n      ${sentence}`,
  )
  return `\nSettings, all optional (environment or ./atoll.env):\n${lines.join('\n')}`
}
