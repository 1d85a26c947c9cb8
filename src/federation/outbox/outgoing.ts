import { LRUCache } from 'lru-cache'
import { digestHeader } from '../../activitypub/signatures/digest.ts'
import type { App } from '../../core/app.ts'
import { compiled } from '../../db/compiled.ts'
import { id } from '../../db/tables/columns.ts'
import type { OutboxRow } from '../../db/tables/outbox.ts'
import type { Id } from '../../lib/ids.ts'
import { slot } from '../../lib/slot.ts'

const MAX_BYTES = 32 * 1_048_576
/** The size of a cached activity without its body. */
const BYTES_PER_ENTRY = 200

/** An activity as its deliveries need it: the exact bytes, hashed once for all inboxes. */
interface OutgoingActivity extends Pick<OutboxRow, 'type' | 'audience' | 'revision'> {
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

/** Asked for each delivery, since any process may replace the body. */
const findRevision = compiled({ id: id() }, (db, { id }) =>
  db.selectFrom('outbox').select('outbox.revision').where('outbox.id', '=', id),
)

/** @returns undefined if the row was pruned */
export async function loadOutgoing(app: App, outboxId: Id): Promise<OutgoingActivity | undefined> {
  const [current] = await findRevision(app, { id: outboxId })
  const cached = app.slot(outgoingActivities).get(outboxId)
  if (cached && cached.revision === current?.revision) return cached
  const row = current && (await app.db.selectFrom('outbox').selectAll().where('id', '=', outboxId).executeTakeFirst())
  if (!row) return undefined
  const body = Buffer.from(row.body)
  const { account_id: accountId, type, audience, revision, signing_key: signingKey } = row
  const outgoing = { accountId, type, audience, revision, signingKey, body, digest: digestHeader(body) }
  app.slot(outgoingActivities).set(outboxId, outgoing)
  return outgoing
}
