import type { Status } from '../../db/tables/statuses.ts'
import type { Tx } from '../app.ts'
import { countReply, countStatus } from '../counts/statuses.ts'
import { isPublicEntry, removePublicEntry, storePublicEntry } from '../timelines/public-entry.ts'

/** Updates counters and the public timelines after the visibility of a status has changed. */
export async function changeVisibility(tx: Tx, before: Status, after: Status): Promise<void> {
  await countStatus(tx, before, -1)
  await countStatus(tx, after, +1)
  // Its parent may have arrived since `before` was read, and then it was counted with that visibility.
  await countReply(tx, { ...before, in_reply_to_id: after.in_reply_to_id }, -1)
  await countReply(tx, after, +1)
  if (isPublicEntry(tx, after)) await storePublicEntry(tx, after)
  else await removePublicEntry(tx, after.id)
}
