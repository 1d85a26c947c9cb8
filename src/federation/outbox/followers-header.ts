/** The header that lets a server check which of its accounts follow a local account (FEP-8fcf, S-44). */
import {
  COLLECTION_SYNCHRONIZATION,
  EMPTY_DIGEST,
  renderCollectionSynchronization,
} from '../../activitypub/collection-synchronization.ts'
import type { App } from '../../core/app.ts'
import { originOf } from '../../lib/http/hosts.ts'
import type { Id } from '../../lib/ids.ts'
import { followerDigests } from './follower-digests.ts'

/**
 * The header for a delivery. It is also sent to a server without followers, which may believe that it has some.
 * @returns undefined if the account has too many followers to compare
 */
export async function followersHeader(
  app: App,
  accountId: Id,
  inbox: string,
): Promise<Record<string, string> | undefined> {
  const origin = originOf(inbox)
  const digests = await followerDigests(app, accountId)
  if (origin === undefined || !digests) return undefined
  const header = renderCollectionSynchronization({
    collectionId: app.uris.followers(accountId),
    url: app.uris.followersSynchronization(accountId),
    digest: digests.get(origin) ?? EMPTY_DIGEST,
  })
  return { [COLLECTION_SYNCHRONIZATION]: header }
}
