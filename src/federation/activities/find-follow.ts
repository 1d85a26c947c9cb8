import { readEmbedded, readId } from '../../activitypub/read.ts'
import { findAccount } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { findEdgeTo } from '../../core/relationships/find-edge.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import { findLocalTarget } from './find-local.ts'

/**
 * The person here whose Follow of `followed` an Accept or Reject is about: by the Follow's id (Mitra sends nothing
 * else), or by the pair that it names. Only if they follow or wait for an answer.
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
