import { readEmbedded, readId } from '../../activitypub/read.ts'
import { findAccount } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { findLocalTarget } from './find-local.ts'

/**
 * The person here whose Follow of `followed` an Accept or Reject is about: by the Follow's id (Mitra sends nothing
 * else), or by the pair that it names. Only if they follow or wait for an answer.
 */
export async function findRequester(app: App, followed: Account, object: unknown): Promise<Account | undefined> {
  const uri = readId(object)
  const byId = uri === undefined ? undefined : await edgeWith(app, followed, 'uri', uri)
  if (byId) return findAccount(app, byId)
  const follow = readEmbedded(object)
  if (!follow || readId(follow.object) !== followed.uri) return undefined
  const requester = await findLocalTarget(app, readId(follow.actor))
  const byPair = requester && (await edgeWith(app, followed, 'account_id', requester.id))
  return byPair === undefined ? undefined : requester
}

async function edgeWith(
  app: App,
  followed: Account,
  column: 'uri' | 'account_id',
  value: string | number,
): Promise<number | undefined> {
  for (const table of ['follow_requests', 'follows'] as const) {
    const row = await app.db
      .selectFrom(table)
      .select('account_id')
      .where('target_id', '=', followed.id)
      .where(column, '=', value as never)
      .executeTakeFirst()
    if (row) return row.account_id
  }
  return undefined
}
