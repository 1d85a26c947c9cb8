import type { Insertable, Kysely, Selectable } from 'kysely'
import type { Database } from './tables/index.ts'

/**
 * Inserts a row unless one with the same unique key exists. A favourite, boost, follow or block has one row, whatever
 * the id of its activity (C11).
 * @returns the new row, or undefined if it exists already, so that the caller emits no event
 */
export async function insertOnce<T extends keyof Database & string>(
  db: Kysely<Database>,
  table: T,
  values: Insertable<Database[T]>,
): Promise<Selectable<Database[T]> | undefined> {
  const row = await db
    .insertInto(table)
    .values(values as never)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
  return row as Selectable<Database[T]> | undefined
}
