/** Finds the local account that an activity is about. */
import { findAccount, findAccountByUri } from '../../core/accounts/find.ts'
import type { App, Tx } from '../../core/app.ts'
import { isDeleted } from '../../core/policy/active.ts'
import { findEdgeFrom } from '../../core/relationships/find-edge.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Undone } from './activity.ts'

/** A living account of ours with this id; never the server's own actor, which nobody can follow or block. */
export async function findLocalTarget(app: App, uri: string | undefined): Promise<Account | undefined> {
  if (uri === undefined || uri === app.uris.instanceActor || !app.uris.isLocal(uri)) return undefined
  const account = await findAccountByUri(app, uri)
  return account?.domain === null && !isDeleted(account) ? account : undefined
}

/** Who the edge led to that the undone activity made, found by its id or else by its object (C11). */
export async function findUndoneTarget(
  tx: Tx,
  table: 'blocks' | 'follows' | 'follow_requests',
  { id, objectId, actor }: Undone,
): Promise<Account | undefined> {
  const target = await findLocalTarget(tx, objectId)
  const edge = await findEdgeFrom(tx, table, actor.id, { uri: id, targetId: target?.id })
  return edge && findAccount(tx, edge.target_id)
}
