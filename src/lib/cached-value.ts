import { LRUCache } from 'lru-cache'

/** One value that is good for a while, for what is read often and changes rarely. */
export class CachedValue<T extends object> {
  readonly #cache: LRUCache<'value', T>

  /** @param ttlMs after this time `get` has nothing to give */
  constructor(ttlMs: number) {
    this.#cache = new LRUCache({ max: 1, ttl: ttlMs })
  }

  get(): T | undefined {
    return this.#cache.get('value')
  }

  set(value: T): void {
    this.#cache.set('value', value)
  }

  clear(): void {
    this.#cache.clear()
  }
}
