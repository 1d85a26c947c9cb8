/** The command line: a table of contents. */
import { Command } from 'commander'
import { VERSION } from '../version.ts'
import { backupCommand } from './backup.ts'
import { type Cli, EXIT } from './cli.ts'
import { doctorCommand } from './doctor.ts'
import { domainCommand } from './domain.ts'
import { explain } from './exit-code.ts'
import { fetchCommand } from './fetch.ts'
import { instanceCommand } from './instance.ts'
import { jobsCommand } from './jobs.ts'
import { migrateCommand } from './migrate.ts'
import { serveCommand } from './serve.ts'
import { tokenCommand } from './token.ts'
import { userCommand } from './user.ts'

const CODES = `
Exit codes: ${EXIT.ok} done · ${EXIT.refused} refused, with the reason · ${EXIT.usage} wrong usage or setting · ${EXIT.notFound} not found · ${EXIT.unavailable} another server did not answer · ${EXIT.bug} a bug in Atoll
Settings are environment variables or lines of ./atoll.env; \`atoll serve --help\` lists them.`

const commands = [
  serveCommand,
  userCommand,
  tokenCommand,
  instanceCommand,
  domainCommand,
  jobsCommand,
  fetchCommand,
  doctorCommand,
  backupCommand,
  migrateCommand,
]

/** Runs one command. @returns the exit code */
export async function runCli(cli: Cli, argv: readonly string[]): Promise<number> {
  const program = new Command('atoll')
    .description('A federated social server: independent islands, one lagoon.')
    .version(VERSION, '-V, --version', 'Print the version')
    .helpOption('-h, --help', 'Show help')
    .addHelpText('after', CODES)
  for (const command of commands) program.addCommand(command(cli))
  quiet(program, cli)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return EXIT.ok
  } catch (error) {
    return explain(cli, error)
  }
}

/** Makes Commander throw instead of ending the process, and write to the Cli. */
function quiet(command: Command, cli: Cli): void {
  command
    .exitOverride()
    .configureOutput({ writeOut: (text) => cli.out(text.trimEnd()), writeErr: (text) => cli.err(text.trimEnd()) })
    .showHelpAfterError('(add --help to see what this command accepts)')
  for (const inner of command.commands) quiet(inner, cli)
}
