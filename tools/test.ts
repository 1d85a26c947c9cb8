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
import { type Counts, tellTotals } from './testing/counts.ts'
import { planRounds } from './testing/plan-rounds.ts'
import { playRounds } from './testing/play-rounds.ts'

const { values: asked } = parseArgs({
  options: {
    check: { type: 'boolean' },
    sqlite: { type: 'boolean' },
    pg: { type: 'boolean' },
    sockets: { type: 'boolean' },
    only: { type: 'string' },
  },
})
const isAll = !(asked.check || asked.sqlite || asked.pg || asked.sockets)
const { check = isAll, sqlite = isAll, pg = isAll, sockets = isAll, only } = asked

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
const scratch = mkdtempSync(join(tmpdir(), 'atoll-tests-'))
process.on('exit', () => {
  postgres?.stop()
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
})

const counts: Counts = { tests: 0, suites: 0, passed: 0, failed: 0, cancelled: 0, skipped: 0, todo: 0 }
const checks = check ? await Promise.all([checkedBy('tsc', '--noEmit'), checkedBy('biome', 'check', '.')]) : []
for (const isClean of checks) {
  counts.tests += 1
  counts[isClean ? 'passed' : 'failed'] += 1
}
if (pg) postgres = await startPostgres()
await playRounds(planRounds({ sqlite, postgres: postgres?.url, sockets, only }), {
  counts,
  env: { TMPDIR: scratch },
  signal: stopped.signal,
})
tellTotals(counts, performance.now() - startedAt)
process.exit(counts.failed + counts.cancelled === 0 && counts.tests > 0 ? 0 : 1)
