import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cli } from './cli.ts'
import { Stopped } from './exit-code.ts'
import { progressLine, withProgress } from './progress.ts'

const STEP = { title: 'Copying files', unit: 'bytes' } as const
const GB = 1_073_741_824

function terminal(stopRequested: Cli['stopRequested'] = () => new Promise(() => {})) {
  const lines: string[] = []
  const out = (line: string) => void lines.push(line)
  const cli: Cli = { env: {}, file: {}, out, err: out, interactive: true, redraw: out, stopRequested }
  return { cli, lines }
}

test('progress is one line with share, amounts, rate and time left', () => {
  assert.equal(progressLine(STEP, { done: 0, total: GB, elapsedMs: 0 }), 'Copying files …')
  assert.equal(
    progressLine(STEP, { done: GB / 2, total: GB, elapsedMs: 5_000 }),
    'Copying files ████████████░░░░░░░░░░░░ 50 %, 512 MB of 1.0 GB, 102 MB/s, 5 s left',
  )
  assert.equal(
    progressLine({ title: 'Pruning', unit: 'rows' }, { done: 12_000, elapsedMs: 2_000 }),
    'Pruning: 12,000 rows, 6,000 rows/s',
  )
})

test('the line is drawn at most ten times a second, and is gone at the end', async () => {
  const { cli, lines } = terminal()
  const result = await withProgress(cli, '', async (progress) => {
    const report = progress(STEP)
    for (let done = 0; done < 1_000; done++) report(done, 1_000)
    return 'done'
  })
  assert.equal(result, 'done')
  assert.ok(lines.length >= 2 && lines.length < 100, `${lines.length} lines`)
  assert.equal(lines.at(-1), '')
})

test('work ends at its next step when a stop is requested', async () => {
  const { cli } = terminal(async () => {})
  const work = withProgress(cli, 'Run it again to go on.', async (progress) => {
    const report = progress(STEP)
    for (let done = 0; ; done++) {
      report(done)
      await undefined
    }
  })
  await assert.rejects(work, (error: Error) => error instanceof Stopped && error.message === 'Run it again to go on.')
})
