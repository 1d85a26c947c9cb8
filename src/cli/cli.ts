/** What every command shares: its environment, its output, and access to the App. */

import { type Config, loadConfig } from '../config.ts'
import type { App } from '../core/app.ts'
import { createLog } from '../lib/log.ts'
import { createServer } from '../server.ts'

/** The process as commands see it. `main.ts` creates the real one; tests create their own. */
export interface Cli {
  env: Record<string, string | undefined>
  /** Settings from the file `atoll.env` in the working folder, if it exists. */
  file: Record<string, string>
  out(line: string): void
  err(line: string): void
  /** Whether the output goes to a terminal. */
  interactive: boolean
  /** Writes over the last line of the terminal, for progress; undefined if there is no terminal. */
  redraw?: ((line: string) => void) | undefined
  /** Resolves when the process is asked to stop. */
  stopRequested(): Promise<void>
}

/** Exit codes that scripts can rely on. `atoll --help` lists them. */
export const EXIT = { ok: 0, refused: 1, usage: 2, notFound: 3, unavailable: 4, bug: 70, stopped: 130 } as const

export function configOf(cli: Cli): Config {
  return loadConfig({ env: cli.env, file: cli.file })
}

/** Opens the App on the configured database, without running jobs or listening, and closes it after `work`. */
export async function withApp<T>(cli: Cli, work: (app: App) => Promise<T>): Promise<T> {
  const log = createLog({ level: 'error', stream: { write: (line) => cli.err(line.trimEnd()) } })
  await using server = await createServer(configOf(cli), { log })
  return await work(server.app)
}

/** Prints the result of a command: as JSON for scripts, or as lines for people. */
export function printResult(cli: Cli, json: boolean | undefined, value: unknown, lines: () => readonly string[]): void {
  if (json) cli.out(JSON.stringify(value))
  else for (const line of lines()) cli.out(line)
}

/** Formats rows under a header; each column is as wide as its widest cell. */
export function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(header), ...rows.map(line)]
}

/** Formats a time as ISO 8601. @param ms Unix milliseconds */
export function showTime(ms: number | null): string {
  return ms === null ? '–' : new Date(ms).toISOString().replace('.000Z', 'Z')
}
