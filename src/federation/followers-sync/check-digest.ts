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

/** The followers of an actor are compared at most once in this time, however often the actor posts. */
const PAUSE_MS = 10 * MINUTE
/** An Accept or Undo in transit has usually arrived by then, and the difference is gone. */
const SETTLE_MS = MINUTE

/**
 * Reads the digest of local followers that a sender announces, and schedules a comparison if ours differs (C19). An
 * actor may announce only its own followers collection, with a list on its own origin (S-44).
 * @param header the `Collection-Synchronization` header, signed by the account itself
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
