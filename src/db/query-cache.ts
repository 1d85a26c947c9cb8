/** The compiled queries of one server. Two servers in one process may use different dialects. */
import type { CompiledQuery } from 'kysely'
import { LRUCache } from 'lru-cache'
import { slot } from '../lib/slot.ts'

/** The limit per declared query. Each combination of padded list lengths has its own SQL text. */
const TEXTS_PER_QUERY = 64

class QueryCache {
  readonly #texts = new Map<object, LRUCache<string, CompiledQuery>>()

  /** @param declared the function that builds the query. Its identity is the key, so two queries never share a text. */
  textsOf(declared: object): LRUCache<string, CompiledQuery> {
    let texts = this.#texts.get(declared)
    if (!texts) {
      texts = new LRUCache({ max: TEXTS_PER_QUERY })
      this.#texts.set(declared, texts)
    }
    return texts
  }

  /** Everything compiled so far. */
  *all(): Iterable<CompiledQuery> {
    for (const texts of this.#texts.values()) yield* texts.values()
  }
}

export const compiledQueries = slot(() => new QueryCache())
