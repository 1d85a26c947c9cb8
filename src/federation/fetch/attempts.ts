import { LRUCache } from 'lru-cache'
import { slot } from '../../lib/slot.ts'

/** What we asked of another server lately (a key, an actor) → when it may be asked again (S-08). */
export const attempts = slot(() => new LRUCache<string, number>({ max: 10_000 }))
