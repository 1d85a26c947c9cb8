import { LruMap } from './lru-map.ts'

/** Caches one value that is read often and changes rarely. */
export class CachedValue<T extends object> {
  readonly #cache: LruMap<'value', T>

  /** @param ttlMs how long a value stays valid; after that `get` returns undefined */
  constructor(ttlMs: number) {
    this.#cache = new LruMap({ max: 1, ttl: ttlMs })
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
