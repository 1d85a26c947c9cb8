/** Runs the command line in this process, as an operator would use it, with its own data folder. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Cli } from '../../src/cli/cli.ts'
import { runCli } from '../../src/cli/index.ts'

export interface Printed {
  /** The exit code. */
  code: number
  out: string
  err: string
}

/** @param env for every command; `run.with({ env }, …)` adds to it for one command */
export function shell(t: TestContext, env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-cli-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const runWith = async (
    given: Partial<Pick<Cli, 'env' | 'file' | 'redraw' | 'stopRequested'>>,
    ...argv: string[]
  ): Promise<Printed> => {
    const [out, err]: [string[], string[]] = [[], []]
    const code = await runCli(
      {
        env: { PATH: process.env.PATH, ATOLL_DATA: folder, ATOLL_PORT: '4999', ...env, ...given.env },
        file: given.file ?? {},
        out: (line) => void out.push(line),
        err: (line) => void err.push(line),
        interactive: false,
        redraw: given.redraw,
        // A server would run forever.
        stopRequested: given.stopRequested ?? (() => (argv[0] === 'serve' ? Promise.resolve() : new Promise(() => {}))),
      },
      argv,
    )
    return { code, out: out.join('\n'), err: err.join('\n') }
  }
  const run = Object.assign((...argv: string[]) => runWith({}, ...argv), { with: runWith })
  const json = async (...argv: string[]) => JSON.parse((await run(...argv, '--json')).out)
  return { run, json, folder }
}
