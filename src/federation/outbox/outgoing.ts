import { digestHeader } from '../../activitypub/signatures/digest.ts'
import type { App } from '../../core/app.ts'
import type { Caches } from '../../core/caches.ts'
import type { Id } from '../../lib/ids.ts'
import { isForFollowersAlone } from '../followers-sync/sync-header.ts'

/** An activity as its deliveries need it: the exact bytes, hashed once for all inboxes. `digest` is the header. */
export type OutgoingActivity = NonNullable<ReturnType<Caches['outgoing']['get']>>

/** @returns undefined when the row has been pruned */
export async function loadOutgoing(app: App, outboxId: Id): Promise<OutgoingActivity | undefined> {
  const cached = app.caches.outgoing.get(outboxId)
  if (cached) return cached
  const row = await app.db.selectFrom('outbox').selectAll().where('id', '=', outboxId).executeTakeFirst()
  if (!row) return undefined
  const body = Buffer.from(row.body)
  const forFollowers = isForFollowersAlone(row.body, app.uris.followers(row.account_id))
  const outgoing = { accountId: row.account_id, type: row.type, body, digest: digestHeader(body), forFollowers }
  app.caches.outgoing.set(outboxId, outgoing)
  return outgoing
}
