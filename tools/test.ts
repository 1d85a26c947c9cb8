/**
 * `npm test`: types and lint, then every test on SQLite, the tests that touch a database again on PostgreSQL, and the
 * scenarios over real sockets. All of it by default; `npm test -- --pg --only=scenarios/follow` does a part.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startPostgres, type TestPostgres } from '../test/world/postgres.ts'
import { checkedBy } from './testing/checks.ts'
import { noCounts, tellTotals } from './testing/counts.ts'
import { planJobs } from './testing/plan.ts'
import { play } from './testing/play.ts'
import { roomInMemory } from './testing/room-in-memory.ts'
import { tellTimes } from './testing/times.ts'

const { values: asked } = parseArgs({
  options: {
    check: { type: 'boolean' },
    sqlite: { type: 'boolean' },
    pg: { type: 'boolean' },
    sockets: { type: 'boolean' },
    only: { type: 'string' },
    times: { type: 'boolean' },
  },
})
const isAll = !(asked.check || asked.sqlite || asked.pg || asked.sockets)
const { check = isAll, sqlite = isAll, pg = isAll, sockets = isAll, only, times } = asked

const startedAt = performance.now()
const stopped = new AbortController()
let postgres: TestPostgres | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    stopped.abort()
    process.exit(1)
  })
}
/** Where tests put what they need for a while: gone afterwards, also of a test that was stopped half-way. */
const scratch = mkdtempSync(join(roomInMemory() ?? tmpdir(), 'atoll-tests-'))
process.on('exit', () => {
  postgres?.stop()
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
})

const counts = noCounts()
const checks = check ? await Promise.all([checkedBy('tsc', '--noEmit'), checkedBy('biome', 'check', '.')]) : []
for (const isClean of checks) {
  counts.tests += 1
  counts[isClean ? 'passed' : 'failed'] += 1
}
if (pg) postgres = await startPostgres()
const jobs = planJobs({ sqlite, postgres: postgres?.url, sockets, only })
const taken = await play(jobs, { counts, env: { ...process.env, TMPDIR: scratch }, signal: stopped.signal })
if (times) tellTimes(taken)
tellTotals(counts, performance.now() - startedAt)
process.exit(counts.failed + counts.cancelled === 0 && counts.tests > 0 ? 0 : 1)
