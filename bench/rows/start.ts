/** Measures the time from start to the first answer, and the memory of an idle server. */

import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SECOND } from '../../src/lib/durations.ts'
import { answers, freePort, residentMb, spawnPinned, stopped } from '../pinned.ts'
import { median, type Result, round } from '../row.ts'

const RUNS = 5
const IDLE_MS = 5 * SECOND

interface Once {
  ms: number
  mb: number
}

export async function start(): Promise<Result[]> {
  const [atoll, bare] = [await usual(startAtollOnce), await usual(startBareOnce)]
  return [
    result('start to first answer, empty database', atoll.ms, bare.ms, 'ms', '≤ 1000 ms', 1_000),
    result('idle memory', atoll.mb, bare.mb, 'MB', '≤ 150 MB', 150),
  ]
}

function result(name: string, value: number, baseline: number, unit: string, goal: string, most: number): Result {
  return {
    name,
    engine: 'sqlite',
    value: round(value),
    unit,
    baseline: round(baseline),
    ratio: round(baseline / value),
    goal,
    met: value <= most,
  }
}

async function usual(run: () => Promise<Once>): Promise<Once> {
  const runs: Once[] = []
  for (let at = 0; at < RUNS; at++) runs.push(await run())
  return { ms: median(runs.map((one) => one.ms)), mb: median(runs.map((one) => one.mb)) }
}

async function startAtollOnce(): Promise<Once> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-bench-start-'))
  const port = await freePort()
  try {
    const env = { ATOLL_PORT: String(port), ATOLL_DATA: folder }
    return await once(() => spawnPinned(['serve'], env, { program: 'bin/atoll' }), port)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A Node process that answers, and does nothing else. */
async function startBareOnce(): Promise<Once> {
  const port = await freePort()
  const program = `require('node:http').createServer((_, response) => response.end()).listen(${port}, '127.0.0.1')`
  return once(() => spawnPinned(['-e', program]), port)
}

async function once(spawn: () => ChildProcess, port: number): Promise<Once> {
  const began = performance.now()
  const child = spawn()
  child.stdout?.resume()
  await answers(`http://127.0.0.1:${port}/health`, child)
  const ms = performance.now() - began
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS))
  const mb = residentMb(child.pid as number)
  await stopped(child)
  return { ms, mb }
}
