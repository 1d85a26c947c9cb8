/** No problem of a test file gets lost between its process and the closing lines. */
import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { type Counts, zeroCounts } from './counts.ts'
import { runJobs } from './run-jobs.ts'

const MODE = { title: 'here', env: {} }

/** Runs fixtures in this order, in one process unless it crashes. */
async function runFixtures(...names: string[]): Promise<{ text: string; counts: Counts }> {
  const counts = zeroCounts()
  let text = ''
  const output = new Writable({
    write(chunk, _, done) {
      text += chunk
      done()
    },
  })
  const jobs = names.map((name) => ({ file: `tools/testing/fixtures/${name}.ts`, mode: MODE, isolated: false }))
  const signal = new AbortController().signal
  await runJobs(jobs, { counts, env: process.env, signal, output, lanes: 1 })
  return { text, counts }
}

test('results are counted as Node counts them, and reported with file and reason', async () => {
  const { counts, text } = await runFixtures('fails', 'passes')
  assert.deepEqual(counts, { tests: 7, suites: 0, passed: 2, failed: 3, cancelled: 1, skipped: 1, todo: 0 })
  assert.match(text, /✔ passes \(here\)/)
  assert.match(text, /failing tests:[\s\S]*test at tools\/testing\/fixtures\/fails\.ts:5:1\n✖ fails \(here\)/)
  assert.match(text, /Expected values to be strictly equal:\s+1 !== 2/)
})

test('a crash fails its file, and the next file gets another process', async () => {
  const { counts, text } = await runFixtures('crashes', 'passes')
  assert.deepEqual([counts.failed, counts.passed], [1, 1])
  assert.match(text, /fixtures\/crashes\.ts \(here\)[\s\S]*The process ended \(SIGKILL\)/)
})

for (const [name, reason] of [
  ['empty', /It has no test/],
  ['unloadable', /Error: not today/],
  ['leaves-open', /leaves open: TCPServerWrap/],
  ['fails-late', /No test caught an error\.[\s\S]*Error: too late\n.*fails-late\.ts:5/],
  ['fails-beside', /No test caught an error\.[\s\S]*Error: not awaited\n.*fails-beside\.ts:4/],
] as const)
  test(`a file fails as a whole: ${name}`, async () => {
    const { counts, text } = await runFixtures(name)
    assert.equal(counts.failed, 1, text)
    assert.match(text, reason)
  })
