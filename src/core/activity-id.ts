import type { Id } from '../lib/ids.ts'
import type { Tx } from './app.ts'

/** Tables of what other servers did here, under the ids of their activities. */
type ActivityTable = 'favourites' | 'blocks' | 'statuses'

/**
 * Another server did the same again: from now on its newest id counts (C11).
 * @param row the columns that identify the row
 * @returns the id that counted before
 */
export async function renewActivityId(
  tx: Tx,
  table: ActivityTable,
  row: Readonly<Record<string, Id>>,
  uri: string,
): Promise<string | null | undefined> {
  // These tables share the columns; the query builder cannot handle a union of tables.
  const [found] = await tx.db
    .selectFrom(table as 'blocks')
    .select(['id', 'uri'])
    .where((where) => where.and(row))
    .execute()
  if (found && found.uri !== uri)
    await tx.db
      .updateTable(table as 'blocks')
      .set({ uri })
      .where('id', '=', found.id)
      .execute()
  return found?.uri
}
