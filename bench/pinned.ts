/** Pins processes to a core, if the machine allows it: the server to the first, the load to the second. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { MINUTE } from '../src/lib/durations.ts'

const SERVER_CORE = '0'
const LOAD_CORE = '1'
const START_TIMEOUT_MS = MINUTE
const root = join(import.meta.dirname, '..')

function canPin(): boolean {
  try {
    execFileSync('taskset', ['-c', LOAD_CORE, 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
export const pins = canPin()

/** Keeps this process, which generates the load, off the server's core. */
export function pinLoad(): void {
  if (pins) execFileSync('taskset', ['-acp', LOAD_CORE, String(process.pid)], { stdio: 'ignore' })
}

/** Runs Node, or another program of this repository, on the server's core. */
export function spawnPinned(
  args: readonly string[],
  env: Record<string, string> = {},
  { ipc = false, program = process.execPath } = {},
): ChildProcess {
  const [command, ...rest] = pins ? ['taskset', '-c', SERVER_CORE, program, ...args] : [program, ...args]
  return spawn(command as string, rest, {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit', ...(ipc ? ['ipc' as const] : [])],
  })
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** The memory that a process occupies. */
export function residentMb(pid: number): number {
  const [, kb] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kb) / 1024
}

export interface Running extends AsyncDisposable {
  port: number
  origin: string
  process: ChildProcess
}

/** Starts `atoll serve` on the server's core, and waits until it answers. */
export async function startAtoll(databaseUrl: string, folder: string, port?: number): Promise<Running> {
  const chosen = port ?? (await freePort())
  const env = {
    ATOLL_PORT: String(chosen),
    ATOLL_DATA: folder,
    ATOLL_DATABASE_URL: databaseUrl,
    ATOLL_ALLOW_PRIVATE_ADDRESSES: 'yes',
    ATOLL_RATE_LIMITS: 'no',
    ATOLL_LOG_LEVEL: 'error',
    ATOLL_INBOX_BACKLOG: '1000000',
  }
  const child = spawnPinned(['serve'], env, { program: 'bin/atoll' })
  child.stdout?.resume()
  const origin = `http://localhost:${chosen}`
  await answers(`http://127.0.0.1:${chosen}/health`, child)
  return { port: chosen, origin, process: child, [Symbol.asyncDispose]: () => stopped(child) }
}

/** Waits for the first answer, with any status. */
export async function answers(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS
  while (performance.now() < deadline && child.exitCode === null) {
    try {
      await fetch(url).then((response) => response.arrayBuffer())
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 3))
    }
  }
  throw new Error(`${url} does not answer`)
}

export async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const giveUp = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await ended
  clearTimeout(giveUp)
}

/**
 * Runs a baseline on the server's core.
 * @returns the JSON that it prints
 */
export async function runBaseline<T>(name: string, ...args: string[]): Promise<T> {
  const child = spawnPinned([`bench/baselines/${name}.ts`, ...args])
  let out = ''
  child.stdout?.on('data', (chunk) => {
    out += chunk
  })
  const code = await new Promise((resolve) => child.once('exit', resolve))
  if (code !== 0) throw new Error(`The baseline ${name} failed`)
  return JSON.parse(out) as T
}

/** Starts a baseline that is a server. It prints its port. */
export async function startBaseline(name: string, ...args: string[]): Promise<Running> {
  const child = spawnPinned([`bench/baselines/${name}.ts`, ...args])
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout?.once('data', (chunk) => resolve(JSON.parse(String(chunk)).port))
    child.once('exit', () => reject(new Error(`The baseline ${name} ended`)))
  })
  return { port, origin: `http://127.0.0.1:${port}`, process: child, [Symbol.asyncDispose]: () => stopped(child) }
}
