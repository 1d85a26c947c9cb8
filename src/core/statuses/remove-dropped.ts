import type { DroppedStatus } from '../../db/tables/dropped.ts'
import type { Tx } from '../app.ts'
import { forgetDropped } from '../dropped/forget.ts'
import { lockObject } from '../lock-object.ts'
import { createTombstone } from '../tombstones/tombstone.ts'

/** Removes a status that was dropped from the cache, since it was deleted at its origin. It does not come back (C8). */
export async function removeDropped(tx: Tx, dropped: DroppedStatus): Promise<void> {
  await lockObject(tx, dropped.uri)
  // It may have come back a moment ago.
  if ((await forgetDropped(tx, [dropped.id])).length === 0) return
  await createTombstone(tx, { ...dropped, object_type: 'Note' })
}
