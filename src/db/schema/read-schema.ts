import type { Kysely } from 'kysely'

/** Table → its columns. */
export type Schema = ReadonlyMap<string, ReadonlySet<string>>

/** What the database holds now, whatever `tables/` says. */
export async function readSchema(db: Kysely<unknown>): Promise<Schema> {
  const found = await db.introspection.getTables()
  return new Map(found.map(({ name, columns }) => [name, new Set(columns.map((column) => column.name))]))
}
