/**
 * Hot queries are compiled once per server and run many times with other values: building and compiling a query costs
 * more than SQLite needs to answer it. Lists are padded to few lengths, so that few texts are prepared.
 */
import type { CompiledQuery, Kysely } from 'kysely'
import { LRUCache } from 'lru-cache'
import { type Slots, slot } from '../lib/slot.ts'
import type { DirectRun } from './dialect.ts'
import type { Database } from './tables/index.ts'

/** By name and lengths of lists: of each server, since two may speak two dialects. */
export const compiledQueries = slot(() => new LRUCache<string, CompiledQuery>({ max: 2_000 }))

/** An App or a Tx, or what else has a database and its queries. */
export interface QueryHolder {
  readonly db: Kysely<Database>
  readonly slot: Slots
  /** A short way to the database, where there is one. */
  readonly direct?: DirectRun | undefined
}

/** Stands in a compiled query for the value (or the item of a list) that each run brings. */
class Slot {
  readonly value: number
  readonly item: number
  constructor(value: number, item = -1) {
    this.value = value
    this.item = item
  }
  of(values: readonly unknown[]): unknown {
    const value = values[this.value]
    if (this.item < 0) return value
    const list = value as readonly unknown[]
    return list[this.item < list.length ? this.item : list.length - 1]
  }
}

/** Up to this length each list has a text of its own; longer ones are padded to the next multiple. */
const PAD_TO = 8

function paddedLength(length: number): number {
  return length <= 2 ? length : Math.ceil(length / PAD_TO) * PAD_TO
}

/**
 * Runs the query that `build` describes, compiled at its first use under `name`.
 * @param values in the order of `build`'s arguments; a list must not be empty, and is used with `in` only
 * @param build gets placeholders instead of the values, so it must not look at them; what it decides by anything else
 *   belongs into `name`
 */
export async function runCompiled<const V extends readonly unknown[], R>(
  holder: QueryHolder,
  name: string,
  values: V,
  build: (db: Kysely<Database>, ...slots: V) => { compile(): CompiledQuery<R> },
): Promise<R[]> {
  const compiled = compiledFor(holder, name, values, build)
  const parameters = compiled.parameters.map((value) => (value instanceof Slot ? value.of(values) : value))
  const query = { ...compiled, parameters } as CompiledQuery<R>
  if (holder.direct) return holder.direct(query, holder.db.isTransaction)
  return (await holder.db.executeQuery<R>(query)).rows
}

function compiledFor<const V extends readonly unknown[], R>(
  { db, slot }: QueryHolder,
  name: string,
  values: V,
  build: (db: Kysely<Database>, ...slots: V) => { compile(): CompiledQuery<R> },
): CompiledQuery {
  const key = keyFor(name, values)
  const queries = slot(compiledQueries)
  const known = queries.get(key)
  if (known) return known
  const slots = values.map((value, at) =>
    Array.isArray(value)
      ? Array.from({ length: paddedLength(value.length) }, (_, item) => new Slot(at, item))
      : new Slot(at),
  )
  const compiled = build(db, ...(slots as unknown as V)).compile()
  queries.set(key, compiled)
  return compiled
}

function keyFor(name: string, values: readonly unknown[]): string {
  let key = name
  for (const value of values) if (Array.isArray(value)) key += `:${paddedLength(value.length)}`
  return key
}
