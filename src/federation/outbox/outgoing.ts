import { LRUCache } from 'lru-cache'
import { digestHeader } from '../../activitypub/signatures/digest.ts'
import type { App } from '../../core/app.ts'
import type { Id } from '../../lib/ids.ts'
import { slot } from '../../lib/slot.ts'
import { isForFollowersAlone } from '../followers-sync/sync-header.ts'

const MAX_BYTES = 32 * 1_048_576
/** Of each activity, besides its body. */
const BYTES_PER_ENTRY = 200

/** An activity as its deliveries need it: the exact bytes, hashed once for all inboxes. `digest` is the header. */
export interface OutgoingActivity {
  accountId: Id
  type: string
  body: Uint8Array
  digest: string
  forFollowers: boolean
}

/** Activities on their way to many inboxes: read and hashed once. */
const outgoingActivities = slot(
  () =>
    new LRUCache<Id, OutgoingActivity>({
      maxSize: MAX_BYTES,
      sizeCalculation: ({ body }) => body.length + BYTES_PER_ENTRY,
    }),
)

/** @returns undefined when the row has been pruned */
export async function loadOutgoing(app: App, outboxId: Id): Promise<OutgoingActivity | undefined> {
  const cached = app.slot(outgoingActivities).get(outboxId)
  if (cached) return cached
  const row = await app.db.selectFrom('outbox').selectAll().where('id', '=', outboxId).executeTakeFirst()
  if (!row) return undefined
  const body = Buffer.from(row.body)
  const forFollowers = isForFollowersAlone(row.body, app.uris.followers(row.account_id))
  const outgoing = { accountId: row.account_id, type: row.type, body, digest: digestHeader(body), forFollowers }
  app.slot(outgoingActivities).set(outboxId, outgoing)
  return outgoing
}
