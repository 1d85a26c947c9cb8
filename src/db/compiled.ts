/**
 * Hot queries are compiled once per App and run many times with other values, because building and compiling a query
 * takes longer than SQLite needs to run it. A query is declared as a constant at module level. Its compiled form is
 * held by the App.
 */
import type { CompiledQuery, Kysely } from 'kysely'
import type { Slots } from '../lib/slot.ts'
import type { DirectRun } from './dialects/dialect.ts'
import { compiledQueries } from './query-cache.ts'
import {
  type Parameters,
  Placeholder,
  type Placeholders,
  paddedLength,
  placeholdersFor,
  type Values,
} from './query-parameters.ts'
import type { Database } from './tables/index.ts'

/** An App, a Tx, or another object with a database and compiled queries. */
export interface QueryHolder {
  readonly db: Kysely<Database>
  readonly slot: Slots
  /** Runs a compiled query directly, without Kysely's executor. Undefined if the dialect does not offer it. */
  readonly direct?: DirectRun | undefined
}

/** A declared query. Runs with the given values and returns the rows. */
export type Query<P extends Parameters, R> = (holder: QueryHolder, values: Values<P>) => Promise<R[]>

/**
 * Declares a query: `compiled({ id: id() }, (db, { id }) => db.selectFrom('tags').selectAll().where('id', '=', id))`.
 * @param parameters by name; each may be used more than once
 * @param build builds the query from placeholders instead of values; called once per App and combination of padded list
 *   lengths
 */
export function compiled<const P extends Parameters, R>(
  parameters: P,
  build: (db: Kysely<Database>, parameters: Placeholders<P>) => { compile(): CompiledQuery<R> },
): Query<P, R> {
  const lists = Object.keys(parameters).filter((name) => 'each' in (parameters[name] as object))
  return async (holder, values) => {
    const queries = holder.slot(compiledQueries).queriesOf(build)
    const key = lists.length === 0 ? '' : lengthsOf(lists, values)
    let query = queries.get(key)
    if (!query) {
      query = build(holder.db, placeholdersFor(parameters, values)).compile()
      queries.set(key, query)
    }
    return run<R>(holder, query, values)
  }
}

function lengthsOf(lists: readonly string[], values: Readonly<Record<string, unknown>>): string {
  let key = ''
  for (const name of lists) key += `${paddedLength((values[name] as readonly unknown[]).length)} `
  return key
}

async function run<R>(
  { db, direct }: QueryHolder,
  query: CompiledQuery,
  values: Readonly<Record<string, unknown>>,
): Promise<R[]> {
  const parameters = query.parameters.map((value) => (value instanceof Placeholder ? value.of(values) : value))
  const filledIn = { ...query, parameters } as CompiledQuery<R>
  if (direct) return direct(filledIn, db.isTransaction)
  return (await db.executeQuery<R>(filledIn)).rows
}
