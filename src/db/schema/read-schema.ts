import type { Kysely } from 'kysely'
import { tables } from '../tables/index.ts'

/** Table → its columns. */
export type Schema = ReadonlyMap<string, ReadonlySet<string>>

/** Reads the schema that the database has now, which may differ from `tables/`. */
export async function readSchema(db: Kysely<unknown>): Promise<Schema> {
  const found = await db.introspection.getTables()
  return new Map(found.map(({ name, columns }) => [name, new Set(columns.map((column) => column.name))]))
}

/** Whether every table and column of `tables/` exists. */
export function hasAllColumns(schema: Schema): boolean {
  return Object.entries(tables).every(([name, { columns }]) =>
    Object.keys(columns).every((column) => schema.get(name)?.has(column)),
  )
}
