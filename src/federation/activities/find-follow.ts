import { readEmbedded, readId } from '../../activitypub/read.ts'
import { findAccount } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { findEdgeTo } from '../../core/relationships/find-edge.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import { findLocalTarget } from './find-local.ts'

/**
 * The local account whose Follow of `followed` an Accept or Reject answers. The Follow is looked up by its id (all that
 * Mitra sends), then by its actor and object.
 * @returns undefined if there is neither a follow nor a pending request
 */
export async function findRequester(app: App, followed: Account, object: unknown): Promise<Account | undefined> {
  const uri = readId(object)
  const byId = uri === undefined ? undefined : await followerOf(app, followed, { uri })
  if (byId) return findAccount(app, byId)
  const follow = readEmbedded(object)
  if (!follow || readId(follow.object) !== followed.uri) return undefined
  const requester = await findLocalTarget(app, readId(follow.actor))
  const byPair = requester && (await followerOf(app, followed, { account_id: requester.id }))
  return byPair === undefined ? undefined : requester
}

async function followerOf(
  app: App,
  followed: Account,
  by: { uri: string } | { account_id: Id },
): Promise<Id | undefined> {
  const edge =
    (await findEdgeTo(app, 'follow_requests', followed.id, by)) ?? (await findEdgeTo(app, 'follows', followed.id, by))
  return edge?.account_id
}
