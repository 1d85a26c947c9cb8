/**
 * `npm test`: types and lint, then every test on SQLite, the tests that use a database again on PostgreSQL, and the
 * scenarios over real sockets. By default runs everything; `npm test -- --pg --only=scenarios/follow` runs a part.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { chromiumPath } from '../test/clients/chromium-path.ts'
import { noFilms } from '../test/world/films.ts'
import { startPostgres, type TestPostgres } from '../test/world/postgres.ts'
import { runChecks } from './testing/checks.ts'
import { printTotals, zeroCounts } from './testing/counts.ts'
import { memoryFolder } from './testing/memory-folder.ts'
import { planJobs } from './testing/plan.ts'
import { runJobs } from './testing/run-jobs.ts'
import { printTimes } from './testing/times.ts'

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean' },
    sqlite: { type: 'boolean' },
    pg: { type: 'boolean' },
    sockets: { type: 'boolean' },
    only: { type: 'string' },
    times: { type: 'boolean' },
  },
})
const isAll = !(options.check || options.sqlite || options.pg || options.sockets)
const { check = isAll, sqlite = isAll, pg = isAll, sockets = isAll, only, times } = options

const NO_CHROMIUM =
  'There is no Chromium here, so the tests in a real browser were skipped. Install it, or name it in CHROMIUM_PATH.'
const NO_FFMPEG = 'There is no ffmpeg here, so the tests with films and sounds were skipped.'

const startedAt = performance.now()
const stopped = new AbortController()
let postgres: TestPostgres | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    stopped.abort()
    process.exit(1)
  })
}
/** A folder for temporary files of tests. It is removed at the end, even if a test was interrupted. */
const scratch = mkdtempSync(join(memoryFolder() ?? tmpdir(), 'atoll-tests-'))
process.on('exit', () => {
  postgres?.stop()
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
})

const counts = zeroCounts()
const checks = check ? runChecks() : []
if (pg) postgres = await startPostgres()
const jobs = planJobs({ sqlite, postgres: postgres?.url, sockets, only })
const env = { ...process.env, TMPDIR: scratch, NODE_COMPILE_CACHE: resolve('node_modules', '.cache', 'atoll') }
const fileTimes = await runJobs(jobs, { counts, env, signal: stopped.signal })
for (const { isClean, line } of await checks) {
  counts.tests += 1
  counts[isClean ? 'passed' : 'failed'] += 1
  // Its output is far above, among the first tests.
  if (!isClean) console.log(line)
}
if (times) printTimes(fileTimes)
if (counts.skipped > 0 && chromiumPath() === undefined) console.log(`\n${NO_CHROMIUM}`)
if (noFilms) console.log(`\n${NO_FFMPEG}`)
printTotals(counts, performance.now() - startedAt)
process.exit(counts.failed + counts.cancelled === 0 && counts.tests > 0 ? 0 : 1)
