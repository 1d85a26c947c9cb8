/** Measures the delivery of one post to 2 000 inboxes on 500 hosts. Every delivery is signed, sent and acknowledged. */
import { runBaseline, startAtoll } from '../pinned.ts'
import type { Prepared } from '../prepare.ts'
import { addFollowers, HOSTS, measureDeliveries, startSink } from '../receivers.ts'
import { type Result, round } from '../row.ts'

const INBOXES = 2_000
/** Above those of seeded rows. */
const FIRST_ID = 700_000

export async function deliveries({ bed, port, reader }: Prepared): Promise<Result[]> {
  await using sink = await startSink()
  await addFollowers(bed, port, { authorId: reader.accountId, sinkPort: sink.port, count: INBOXES, firstId: FIRST_ID })
  let rate = 0
  {
    await using atoll = await startAtoll(bed.databaseUrl, bed.folder, port)
    rate = await measureDeliveries(sink, { origin: atoll.origin, key: reader.key, receivers: INBOXES })
  }
  const { rate: signing } = await runBaseline<{ rate: number }>('signing')
  return [
    {
      name: `deliveries of one post to ${INBOXES} inboxes on ${HOSTS} hosts (${bed.size.toLocaleString('en')} statuses)`,
      engine: bed.engine,
      value: round(rate),
      unit: 'deliveries/s',
      baseline: round(signing),
      ratio: round(rate / signing),
      goal: '≥ 1500/s and ≥ 0.5 of RSA signing alone',
      met: rate >= 1_500 && rate / signing >= 0.5,
    },
  ]
}
