import type { Kysely } from 'kysely'

/** Table → its columns. */
export type Schema = ReadonlyMap<string, ReadonlySet<string>>

/** Reads the schema that the database has now, which may differ from `tables/`. */
export async function readSchema(db: Kysely<unknown>): Promise<Schema> {
  const found = await db.introspection.getTables()
  return new Map(found.map(({ name, columns }) => [name, new Set(columns.map((column) => column.name))]))
}
