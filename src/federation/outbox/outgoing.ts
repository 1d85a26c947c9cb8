import { LRUCache } from 'lru-cache'
import { digestHeader } from '../../activitypub/signatures/digest.ts'
import type { App } from '../../core/app.ts'
import type { OutboxRow } from '../../db/tables/outbox.ts'
import type { Id } from '../../lib/ids.ts'
import { slot } from '../../lib/slot.ts'

const MAX_BYTES = 32 * 1_048_576
/** The size of a cached activity without its body. */
const BYTES_PER_ENTRY = 200

/** An activity as its deliveries need it: the exact bytes, hashed once for all inboxes. */
interface OutgoingActivity extends Pick<OutboxRow, 'audience'> {
  accountId: Id
  signingKey: OutboxRow['signing_key']
  body: Uint8Array
  /** The `digest` header of the body. */
  digest: string
}

/** Activities with pending deliveries, so that each one is read and hashed once. */
const outgoingActivities = slot(
  () =>
    new LRUCache<Id, OutgoingActivity>({
      maxSize: MAX_BYTES,
      sizeCalculation: ({ body }) => body.length + BYTES_PER_ENTRY,
    }),
)

/** @returns undefined if the row was pruned */
export async function loadOutgoing(app: App, outboxId: Id): Promise<OutgoingActivity | undefined> {
  const cached = app.slot(outgoingActivities).get(outboxId)
  if (cached) return cached
  const row = await app.db.selectFrom('outbox').selectAll().where('id', '=', outboxId).executeTakeFirst()
  if (!row) return undefined
  const body = Buffer.from(row.body)
  const { account_id: accountId, audience, signing_key: signingKey } = row
  const outgoing = { accountId, audience, signingKey, body, digest: digestHeader(body) }
  app.slot(outgoingActivities).set(outboxId, outgoing)
  return outgoing
}
