/** The compiled queries of one server. Two servers in one process may use different dialects. */
import type { CompiledQuery } from 'kysely'
import { LruMap } from '../lib/lru-map.ts'
import { slot } from '../lib/slot.ts'

/** The limit per declared query. Each combination of padded list lengths has its own SQL text. */
const MAX_PER_DECLARATION = 64

class QueryCache {
  readonly #queries = new Map<object, LruMap<string, CompiledQuery>>()

  /** @param declared the function that builds the query. Its identity is the key, so two declarations share nothing. */
  queriesOf(declared: object): LruMap<string, CompiledQuery> {
    let queries = this.#queries.get(declared)
    if (!queries) {
      queries = new LruMap({ max: MAX_PER_DECLARATION })
      this.#queries.set(declared, queries)
    }
    return queries
  }

  /** Everything compiled so far. */
  *all(): Iterable<CompiledQuery> {
    for (const queries of this.#queries.values()) yield* queries.values()
  }
}

export const compiledQueries = slot(() => new QueryCache())
