import { LRUCache } from 'lru-cache'

/**
 * A map that holds at most `max` entries and drops the least recently used one. It grows with its content. An LRUCache
 * with `max` reserves its memory at once: for 100,000 entries this takes 2 MB and several milliseconds of each start.
 */
export class LruMap<K extends {}, V extends {}> extends LRUCache<K, V> {
  constructor({ max, ...options }: LRUCache.OptionsMaxLimit<K, V, unknown>) {
    super({ ...options, maxSize: max, sizeCalculation: () => 1 })
  }
}
