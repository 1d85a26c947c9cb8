import { EMPTY_DIGEST, readCollectionSynchronization } from '../../activitypub/collection-synchronization.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import { findAccount } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { isActive } from '../../core/policy/active.ts'
import { MINUTE } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import { oncePer } from '../fetch/once-per.ts'
import { followerDigests } from '../outbox/follower-digests.ts'
import { syncFollowers } from './sync-followers.ts'

/** However much somebody posts, they are compared once in this time. */
const PAUSE_MS = 10 * MINUTE
/** What is on its way (an Accept, an Undo) is done by then, and mostly the difference is gone. */
const SETTLE_MS = MINUTE

/**
 * Reads what a sender says of their followers here, and looks into it by and by where we know otherwise (C19).
 * Only of their own followers, and only on their own server: nobody sends us elsewhere, or speaks for another (S-44).
 * @param header signed by the account itself
 */
export async function checkDigest(app: App, accountId: Id, header: string): Promise<void> {
  const announced = readCollectionSynchronization(header)
  if (!announced) return
  const actor = await findAccount(app, accountId)
  if (!actor || actor.domain === null || !isActive(actor)) return
  if (announced.collectionId !== actor.followers_url || !sameOrigin(announced.url, actor.uri)) return
  const digests = await followerDigests(app, actor.id)
  if (!digests || (digests.get(app.uris.origin) ?? EMPTY_DIGEST) === announced.digest) return
  const payload = { account_id: actor.id, url: announced.url, digest: announced.digest }
  await oncePer(app, `sync ${actor.id}`, PAUSE_MS, (tx) => tx.enqueue(syncFollowers, payload, { after: SETTLE_MS }))
}
