/** Finds follows, requests and blocks by row id, or by the ids that an activity names. */
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'

type Reader = Pick<App, 'db'>
type EdgeTable = 'blocks' | 'follows' | 'follow_requests'

/** Two accounts, and the id of the activity that connected them. */
export interface Edge {
  account_id: Id
  target_id: Id
  uri: string | null
}

export async function findEdge(app: Reader, table: EdgeTable, id: Id): Promise<Edge | undefined> {
  return await app.db
    .selectFrom(table)
    .select(['account_id', 'target_id', 'uri'])
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The edge from an account with this activity id or to this target (C11). Undefined if neither is given. */
export async function findEdgeFrom(
  app: Reader,
  table: EdgeTable,
  accountId: Id,
  { uri, targetId }: { uri: string | undefined; targetId: Id | undefined },
): Promise<Edge | undefined> {
  if (uri === undefined && targetId === undefined) return undefined
  return await app.db
    .selectFrom(table)
    .select(['account_id', 'target_id', 'uri'])
    .where('account_id', '=', accountId)
    .where((where) =>
      where.or([
        ...(uri === undefined ? [] : [where('uri', '=', uri)]),
        ...(targetId === undefined ? [] : [where('target_id', '=', targetId)]),
      ]),
    )
    .executeTakeFirst()
}
