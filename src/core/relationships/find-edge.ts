/** Follows, requests and blocks as rows: by their number, or by what an activity says of them. */
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'

type Reader = Pick<App, 'db'>
type EdgeTable = 'blocks' | 'follows' | 'follow_requests'

/** Who is connected with whom, and the id of the activity that did it. */
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

/** The edge from an account that has this activity id, or leads to this target (C11). Neither given: none. */
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

/** The edge to an account that has this activity id, or comes from this account. */
export async function findEdgeTo(
  app: Reader,
  table: EdgeTable,
  targetId: Id,
  by: { uri: string } | { account_id: Id },
): Promise<Edge | undefined> {
  return await app.db
    .selectFrom(table)
    .select(['account_id', 'target_id', 'uri'])
    .where('target_id', '=', targetId)
    .where((where) => where.and(by))
    .executeTakeFirst()
}
