/** argv and environment → a command. The only file of the server that touches `process`. */
import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import type { Cli } from './cli/cli.ts'
import { runCli } from './cli/index.ts'

const SETTINGS_FILE = 'atoll.env'

const cli: Cli = {
  env: process.env,
  file: existsSync(SETTINGS_FILE) ? (parseEnv(readFileSync(SETTINGS_FILE, 'utf8')) as Record<string, string>) : {},
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  interactive: process.stdout.isTTY === true,
  stopRequested: () =>
    new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    }),
}

process.exitCode = await runCli(cli, process.argv.slice(2))
