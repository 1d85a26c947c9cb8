/** The command line: all commands, in the order of the help. */
import { Command } from 'commander'
import { escapeControls } from '../lib/escape-controls.ts'
import { VERSION } from '../version.ts'
import { backupCommand } from './backup.ts'
import { cacheCommand } from './cache.ts'
import { type Cli, EXIT } from './cli.ts'
import { doctorCommand } from './doctor.ts'
import { domainCommand } from './domain.ts'
import { reportError } from './exit-code.ts'
import { feedsCommand } from './feeds.ts'
import { fetchCommand } from './fetch.ts'
import { instanceCommand } from './instance.ts'
import { jobsCommand } from './jobs.ts'
import { mailCommand } from './mail.ts'
import { mediaCommand } from './media.ts'
import { migrateCommand } from './migrate.ts'
import { reportsCommand } from './reports.ts'
import { serveCommand } from './serve.ts'
import { tokenCommand } from './token.ts'
import { userCommand } from './user.ts'
import { webhookCommand } from './webhook.ts'

const CODES = `
Exit codes: ${EXIT.ok} done · ${EXIT.refused} refused, with the reason · ${EXIT.usage} wrong usage or setting · ${EXIT.notFound} not found · ${EXIT.unavailable} another server did not respond · ${EXIT.bug} a bug in Atoll · ${EXIT.stopped} stopped with Ctrl-C
Settings are environment variables or lines of ./atoll.env; \`atoll serve --help\` lists them.`

const commands = [
  serveCommand,
  userCommand,
  tokenCommand,
  webhookCommand,
  instanceCommand,
  domainCommand,
  reportsCommand,
  jobsCommand,
  mailCommand,
  mediaCommand,
  cacheCommand,
  feedsCommand,
  fetchCommand,
  doctorCommand,
  backupCommand,
  migrateCommand,
]

/** Runs one command. @returns the exit code */
export async function runCli(given: Cli, argv: readonly string[]): Promise<number> {
  const cli = withSafeOutput(given)
  const program = new Command('atoll')
    .description('A federated social server')
    .version(VERSION, '-V, --version', 'Print the version')
    .helpOption('-h, --help', 'Show help')
    .addHelpText('after', CODES)
  for (const command of commands) program.addCommand(command(cli))
  redirectOutput(program, cli)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return EXIT.ok
  } catch (error) {
    return reportError(cli, error)
  }
}

/** Lines contain text of other servers, which must not control the terminal. */
function withSafeOutput(cli: Cli): Cli {
  return { ...cli, out: (line) => cli.out(escapeControls(line)), err: (line) => cli.err(escapeControls(line)) }
}

/** Makes Commander throw instead of exiting the process, and write to the Cli instead of to stdout and stderr. */
function redirectOutput(command: Command, cli: Cli): void {
  command
    .exitOverride()
    .configureOutput({ writeOut: (text) => cli.out(text.trimEnd()), writeErr: (text) => cli.err(text.trimEnd()) })
    .showHelpAfterError('(use --help to see what this command accepts)')
  for (const inner of command.commands) redirectOutput(inner, cli)
}
