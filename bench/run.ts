/**
 * `npm run bench`: the figures that Atoll promises, each next to a bare baseline of the same run.
 * `npm run bench -- NAME …` runs only the rows with these names; `--engine` and `--size` restrict it further. The
 * server has one core, the load another one. The siege also reads `--seconds`, `--networks` and `--attacks`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { command, withDatabase } from '../test/world/databases.ts'
import { startPostgres, type TestPostgres } from '../test/world/postgres.ts'
import { pinLoad, pins } from './pinned.ts'
import { type Prepared, prepare } from './prepare.ts'
import { type Engine, type Result, round, type Size, type Testbed } from './row.ts'
import { answers } from './rows/answers.ts'
import { deliveries } from './rows/deliver.ts'
import { feeds } from './rows/feeds.ts'
import { pruneFiles } from './rows/files.ts'
import { followedFeeds } from './rows/followed-feeds.ts'
import { home } from './rows/home.ts'
import { inbox } from './rows/inbox.ts'
import { json } from './rows/json.ts'
import { mediaOnHome } from './rows/media.ts'
import { photographs } from './rows/photographs.ts'
import { posts } from './rows/post.ts'
import { prunePosts } from './rows/prune.ts'
import { serving } from './rows/serving.ts'
import { siege } from './rows/siege.ts'
import { signIns } from './rows/sign-in.ts'
import { stalls } from './rows/stalls.ts'
import { start } from './rows/start.ts'
import { storing } from './rows/storing.ts'
import { uploads } from './rows/uploads.ts'
import { subscribers } from './rows/websub.ts'

const SIZES: readonly Size[] = [10_000, 1_000_000]
const ENGINES: readonly Engine[] = ['sqlite', 'postgres']
/** Need no filled database, and run first. */
const alone: Record<string, () => Promise<Result[]> | Result[]> = {
  start,
  json,
  photographs,
  storing,
  serving,
  uploads,
}
/** Fill an empty database of each engine by themselves. */
const filling: Record<string, (bed: Omit<Testbed, 'size'>) => Promise<Result[]>> = {
  stalls: (bed) => stalls(bed, only.scenario),
  prune: (bed) => prunePosts(bed, Number(only.size ?? 1_000_000)),
  files: (bed) => pruneFiles(bed, Number(only.size ?? 300_000)),
}
/** Run in this order on each database. */
const rows: Record<string, (prepared: Prepared) => Promise<Result[]>> = {
  answers,
  home,
  feeds,
  media: mediaOnHome,
  inbox,
  deliver: deliveries,
  websub: subscribers,
  post: posts,
  'sign-in': signIns,
  siege: (prepared) => siege(prepared, only),
  // Last, because its time runs ahead.
  'followed-feeds': followedFeeds,
}
/** These rows run on the smaller database only. */
const SMALL_ONLY = new Set(['sign-in', 'siege'])
/** The goal is that the figures of both sizes are within this factor of each other. */
const MOST_GROWTH = 1.5

const { positionals: wanted, values: only } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: 'string' },
    size: { type: 'string' },
    seconds: { type: 'string' },
    attacks: { type: 'string' },
    networks: { type: 'string' },
    scenario: { type: 'string' },
  },
})
const names = Object.keys({ ...alone, ...filling, ...rows })
const unknown = wanted.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  console.error(`Unknown row: ${unknown.join(', ')}. The rows are: ${names.join(', ')}.`)
  process.exit(2)
}
const wants = (name: string) => wanted.length === 0 || wanted.includes(name)

pinLoad()
const results: Result[] = []
for (const [name, row] of Object.entries(alone)) if (wants(name)) record(await row())
for (const engine of ENGINES) if (!only.engine || only.engine === engine) await runEngine(engine)
record(growth(results))
if (wanted.length === 0 && !only.engine && !only.size) save(results)

async function runEngine(engine: Engine): Promise<void> {
  const names = Object.keys(rows).filter(wants)
  const own = Object.keys(filling).filter(wants)
  if (names.length + own.length === 0) return
  const postgres = engine === 'postgres' ? await startPostgres({ durable: true }) : undefined
  try {
    for (const size of SIZES) {
      if (only.size && Number(only.size) !== size) continue
      const here = names.filter((name) => size === SIZES[0] || !SMALL_ONLY.has(name))
      if (here.length > 0) await runSize({ engine, size, postgres, names: here })
    }
    for (const name of own) await runFilling(name, engine, postgres)
  } finally {
    postgres?.stop()
  }
}

async function runFilling(name: string, engine: Engine, postgres: TestPostgres | undefined): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-bench-'))
  try {
    process.stderr.write(`Measuring ${name} …\n`)
    const databaseUrl = await databaseFor(postgres, folder, name)
    record(await (filling[name] as (typeof filling)[string])({ engine, folder, databaseUrl }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Plan {
  engine: Engine
  size: Size
  postgres: TestPostgres | undefined
  names: readonly string[]
}

async function runSize({ engine, size, postgres, names }: Plan): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-bench-'))
  try {
    const bed: Testbed = { engine, size, folder, databaseUrl: await databaseFor(postgres, folder, String(size)) }
    process.stderr.write(`Filling ${engine} with ${size.toLocaleString('en')} statuses …\n`)
    const prepared = await prepare(bed)
    for (const name of names) {
      process.stderr.write(`Measuring ${name} …\n`)
      record(await (rows[name] as (typeof rows)[string])(prepared))
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function databaseFor(postgres: TestPostgres | undefined, folder: string, name: string): Promise<string> {
  if (!postgres) return `sqlite:${folder}/atoll.db`
  await command(postgres.url, `create database bench_${name}`)
  return withDatabase(postgres.url, `bench_${name}`)
}

/** Compares the same figure at both sizes, for each engine. */
function growth(all: readonly Result[]): Result[] {
  const at = (name: string, size: Size) => name.replace('(10,000', `(${size.toLocaleString('en')}`)
  return all
    .filter((one) => one.name.includes('(10,000 '))
    .flatMap((small) => {
      const large = all.find((one) => one.engine === small.engine && one.name === at(small.name, 1_000_000))
      if (!large) return []
      const [less, more] = [small.value, large.value].sort((a, b) => a - b) as [number, number]
      const ratio = round(more / less)
      const name = `${small.name.replace(/ \(.*/, '')}: 1 M against 10 k`
      return [
        {
          name,
          engine: small.engine,
          value: large.value,
          unit: small.unit,
          baseline: small.value,
          ratio,
          goal: `within ${MOST_GROWTH} ×`,
          met: ratio <= MOST_GROWTH,
        },
      ]
    })
}

function record(more: readonly Result[]): void {
  results.push(...more)
  for (const one of more) console.log(lineOf(one))
}

function lineOf(one: Result): string {
  const mark = one.met === null ? ' ' : one.engine === 'postgres' ? (one.met ? '(✓)' : '(–)') : one.met ? '✓' : '✗'
  const against = one.baseline === null ? '' : `, baseline ${one.baseline.toLocaleString('en')}, ratio ${one.ratio}`
  return `${mark.padEnd(3)} ${one.engine.padEnd(8)} ${one.name}: ${one.value.toLocaleString('en')} ${one.unit}${against}  [${one.goal}]`
}

function save(all: readonly Result[]): void {
  const machine = { node: process.version, cores: cpus().length, cpu: cpus()[0]?.model ?? '', pinned: pins }
  writeFileSync(
    join(import.meta.dirname, 'results.json'),
    `${JSON.stringify({ at: new Date().toISOString(), machine, results: all }, null, 2)}\n`,
  )
}
