/**
 * How long others must wait for the writer beside housekeeping: the longest transaction, and the longest stall of the
 * event loop beyond a bare fsync.
 */
import type { App } from '../../src/core/app.ts'
import { SECOND } from '../../src/lib/durations.ts'
import { runBaseline } from '../pinned.ts'
import { type Result, round, type Testbed } from '../row.ts'
import { Watch } from '../stalls/watch.ts'

const MOST_MS = 50
const BASELINE_MS = 5 * SECOND

/** @param work what is done meanwhile. Returns a sentence about it */
export async function writerHold(
  { engine, folder }: Omit<Testbed, 'size'>,
  app: App,
  name: string,
  work: () => Promise<string>,
): Promise<Result[]> {
  let says = ''
  const { transactionMs, stallMs, stallCpuMs, tookMs } = await new Watch(app).during(async () => {
    says = await work()
  })
  process.stderr.write(`${says} in ${Math.round(tookMs / SECOND)} s\n`)
  const { p999 } = await runBaseline<{ p999: number }>('fsync', folder, String(BASELINE_MS))
  const row = (what: string, value: number) => ({
    name: `${name}: ${what}`,
    ...{ engine, value: round(value), unit: 'ms', baseline: round(p999), ratio: round(p999 / value) },
    ...{ goal: `≤ ${MOST_MS} ms beyond a bare fsync`, met: value - p999 <= MOST_MS },
  })
  return [
    row('longest transaction', transactionMs),
    row('longest stall', stallMs),
    row('longest stall, CPU time', stallCpuMs),
  ]
}
