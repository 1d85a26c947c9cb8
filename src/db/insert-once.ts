import type { Insertable, Kysely, Selectable } from 'kysely'
import type { Database } from './tables/index.ts'

/**
 * Inserts a row unless one with the same unique key is there (C11: set-like facts are keyed by meaning).
 * @returns the new row, or undefined when it was there already: only news is emitted
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
