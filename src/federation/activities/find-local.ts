/** Finds the person of this server that an activity is about. */
import { findAccount, findAccountByUri } from '../../core/accounts/find.ts'
import type { App, Tx } from '../../core/app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Deed } from './activity.ts'

/** A living account of ours with this id; never the server's own actor, which nobody can follow or block. */
export async function findLocalTarget(app: App, uri: string | undefined): Promise<Account | undefined> {
  if (uri === undefined || uri === app.uris.instanceActor || !app.uris.isLocal(uri)) return undefined
  const account = await findAccountByUri(app, uri)
  return account?.domain === null && account.deleted_at === null ? account : undefined
}

/** The relation that the deed made, found by the id of its activity or else by whom it was about (C11). */
export async function pairOf(
  tx: Tx,
  table: 'blocks' | 'follows' | 'follow_requests',
  { id, objectId, actor }: Deed,
): Promise<{ target: Account } | undefined> {
  const byMeaning = await findLocalTarget(tx, objectId)
  if (id === undefined && !byMeaning) return undefined
  const row = await tx.db
    .selectFrom(table)
    .select('target_id')
    .where('account_id', '=', actor.id)
    .where((where) =>
      where.or([
        ...(id === undefined ? [] : [where('uri', '=', id)]),
        ...(byMeaning ? [where('target_id', '=', byMeaning.id)] : []),
      ]),
    )
    .executeTakeFirst()
  const target = row && (await findAccount(tx, row.target_id))
  return target && { target }
}
