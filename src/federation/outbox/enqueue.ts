import type { Tx } from '../../core/app.ts'
import type { Id } from '../../lib/ids.ts'
import { deliver } from './deliver.ts'
import type { Destination } from './recipients.ts'

/** Enqueues one job for each inbox. Jobs for a paused host become due when its pause ends. */
export async function enqueueDeliveries(
  tx: Tx,
  activity: { outbox_id: Id; about: string; author?: Id | undefined },
  list: readonly Destination[],
): Promise<void> {
  const byPause = Map.groupBy(list, ({ pause }) => pause)
  for (const [after, group] of byPause) {
    const payloads = group.map(({ inbox }) => ({ inbox, ...activity }))
    await tx.enqueue(deliver, payloads, { after })
  }
}
