/** Finds the local account that an activity has as its object. */
import { findAccount, findAccountByUri } from '../../core/accounts/find.ts'
import type { App, Tx } from '../../core/app.ts'
import { isDeleted } from '../../core/policy/active.ts'
import { findEdgeFrom } from '../../core/relationships/find-edge.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Undone } from './activity.ts'

/** The local account with this id, unless it is deleted. Never the instance actor: nobody can follow or block it. */
export async function findLocalTarget(app: App, uri: string | undefined): Promise<Account | undefined> {
  if (uri === undefined || uri === app.uris.instanceActor || !app.uris.isLocal(uri)) return undefined
  const account = await findAccountByUri(app, uri)
  return account?.domain === null && !isDeleted(account) ? account : undefined
}

/** The edge that the undone activity created, looked up by activity id, then by object (C11), and its target. */
export async function findUndoneEdge(
  tx: Tx,
  table: 'blocks' | 'follows' | 'follow_requests',
  { id, objectId, actor }: Undone,
): Promise<{ uri: string | null; target: Account } | undefined> {
  const named = await findLocalTarget(tx, objectId)
  const edge = await findEdgeFrom(tx, table, actor.id, { uri: id, targetId: named?.id })
  const target = edge && (await findAccount(tx, edge.target_id))
  return target && { uri: edge.uri, target }
}
