/**
 * Does everything that a server does once, on a database with 100 000 rows of each kind, and measures the longest stall
 * of the event loop. SQLite runs on that thread, so a stall is the time in which nobody gets an answer.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { loadConfig } from '../../src/config.ts'
import { DAY, MINUTE, SECOND } from '../../src/lib/durations.ts'
import { outgoingResponse, type SafeFetch } from '../../src/lib/http/outgoing.ts'
import { createLog } from '../../src/lib/log.ts'
import { runnableJobs, schedule } from '../../src/reactions.ts'
import { createServer, type Server } from '../../src/server.ts'
import { freePort } from '../pinned.ts'
import { type Result, round, type Testbed } from '../row.ts'
import { type Bed, ROWS } from '../stalls/bed.ts'
import { fill } from '../stalls/fill.ts'
import { allScenarios, type Scenario } from '../stalls/scenarios.ts'
import { type Measured, Watch } from '../stalls/watch.ts'

const MOST_MS = 50
const IDLE_MS = 3 * SECOND
/** The jobs that follow from a scenario are watched this long. The rest of a very long one is like its beginning. */
const MOST_WATCHED_MS = 15 * SECOND
const LOOK_EVERY_MS = 20
const LONGEST_LEASE_MS = 3 * MINUTE

/** @param only runs only the scenarios with this in their name */
export async function stalls({ engine, databaseUrl, folder }: Omit<Testbed, 'size'>, only = ''): Promise<Result[]> {
  const seen = noteRuns()
  await using server = await open(databaseUrl, folder)
  const bed = await fill(server)
  await postponeTasks(server)
  const scenarios = (await allScenarios(bed)).filter(({ name }) => name.includes(only))
  const watch = new Watch(server.app)
  await server.start({ listens: false })
  process.stderr.write('    stall  its CPU transact.     took  (ms)\n')
  const idle = await watch.during(() => sleep(IDLE_MS))
  const measured: [Scenario, Measured][] = []
  for (const scenario of scenarios) measured.push([scenario, await measure(bed, watch, scenario)])
  const unseen = runnableJobs.filter(({ name }) => !seen.has(name))
  if (only === '' && unseen.length > 0)
    throw new Error(`No scenario of bench/stalls runs the job ${unseen.map((job) => job.name)}`)
  return measured.map(([{ name }, { stallMs }]) => ({
    name: `longest stall, ${ROWS.toLocaleString('en')} rows: ${name}`,
    engine,
    value: round(stallMs),
    unit: 'ms',
    baseline: round(idle.stallMs),
    ratio: null,
    goal: `≤ ${MOST_MS} ms`,
    met: stallMs <= MOST_MS,
  }))
}

/** @returns the names of the jobs that have run */
function noteRuns(): ReadonlySet<string> {
  const seen = new Set<string>()
  for (const job of runnableJobs) {
    const { run } = job
    Object.assign(job, { run: (...given: Parameters<typeof run>) => seen.add(job.name) && run(...given) })
  }
  return seen
}

async function open(databaseUrl: string, folder: string): Promise<Server> {
  const env = {
    ATOLL_PORT: String(await freePort()),
    ATOLL_DATA: folder,
    ATOLL_DATABASE_URL: databaseUrl,
    ATOLL_RATE_LIMITS: 'no',
    ATOLL_REGISTRATIONS: 'open',
  }
  return createServer(loadConfig({ env }), { log: createLog({ level: 'error' }), fetch: accepting })
}

/** Every server accepts all deliveries, and has no documents. */
const accepting: SafeFetch = async ({ url, method = 'GET' }) =>
  outgoingResponse({ status: method === 'POST' ? 202 : 404, headers: {}, url, body: new Uint8Array() })

/** Scheduled tasks run only when their scenario says so. */
async function postponeTasks({ app }: Server): Promise<void> {
  const rows = schedule.map(({ name }) => ({ name, next_at: app.clock.now() + DAY }))
  await app.db.insertInto('schedules').values(rows).execute()
}

async function measure(bed: Bed, watch: Watch, scenario: Scenario): Promise<Measured> {
  const measured = await watch.during(async () => {
    await scenario.run(bed)
    await followUp(bed.server)
  })
  const columns = [measured.stallMs, measured.stallCpuMs, measured.transactionMs, measured.tookMs]
  const figures = columns.map((ms) => ms.toFixed(1).padStart(9)).join('')
  process.stderr.write(`${figures}  ${scenario.name}\n`)
  return measured
}

/** Waits until no job is due, or for `MOST_WATCHED_MS`. Then what is left is dropped. */
async function followUp({ app }: Server): Promise<void> {
  const giveUpAt = performance.now() + MOST_WATCHED_MS
  const due = () =>
    app.db
      .selectFrom('jobs')
      .select('id')
      .where(
        'name',
        'in',
        runnableJobs.map(({ name }) => name),
      )
      .where('dead_at', 'is', null)
      .where('run_at', '<=', app.clock.now() + LONGEST_LEASE_MS)
      .where((where) => where.or([where('run_at', '<=', app.clock.now()), where('leased_by', 'is not', null)]))
  while ((await due().limit(1).executeTakeFirst()) && performance.now() < giveUpAt) await sleep(LOOK_EVERY_MS)
  await app.db.deleteFrom('jobs').where('id', 'in', due()).execute()
}
