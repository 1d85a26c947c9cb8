/** Runs a command from argv and the environment. The only file of the server that reads the environment, takes signals or exits. */
import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { type Cli, EXIT } from './cli/cli.ts'
import { runCli } from './cli/index.ts'
import { SECOND } from './lib/durations.ts'

const SETTINGS_FILE = 'atoll.env'
/** One Ctrl-C may arrive several times within this time: from the terminal and from npm. */
const ONE_PRESS_MS = SECOND
/** Of a terminal that does not tell. */
const DEFAULT_COLUMNS = 80

// Other users of the machine must not read the database, backups, or the keys in them.
process.umask(0o077)

const cli: Cli = {
  env: process.env,
  file: existsSync(SETTINGS_FILE) ? (parseEnv(readFileSync(SETTINGS_FILE, 'utf8')) as Record<string, string>) : {},
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  interactive: process.stdout.isTTY === true,
  redraw: process.stderr.isTTY ? redraw : undefined,
  stopRequested,
}

process.exitCode = await runCli(cli, process.argv.slice(2))

/** A line that is longer than the terminal is wide could not be written over. */
function redraw(line: string): void {
  process.stderr.write(`\r\u001b[K${line.slice(0, (process.stderr.columns || DEFAULT_COLUMNS) - 1)}`)
}

/**
 * Resolves on the first signal. A second one, later than the echoes of the first, ends the process at once, which loses
 * no data.
 */
function stopRequested(): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | undefined
    const onSignal = () => {
      firstAt ??= performance.now()
      if (performance.now() - firstAt > ONE_PRESS_MS) process.exit(EXIT.stopped)
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  })
}
