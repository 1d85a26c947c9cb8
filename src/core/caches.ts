/** The bounded caches of one server. Each is keyed by id and revision, or dropped by whoever changes what it holds. */
import { LRUCache } from 'lru-cache'
import type { Id } from '../lib/ids.ts'

const RENDERED_STATUSES = 20_000
const RENDERED_ACCOUNTS = 10_000
const SETTINGS_TTL_MS = 10_000

export function createCaches() {
  return {
    /** `id:revision…` → the part of a status' JSON that is the same for every viewer. */
    statuses: new LRUCache<string, object>({ max: RENDERED_STATUSES }),
    /** `id:revision` → an account's JSON. */
    accounts: new LRUCache<string, object>({ max: RENDERED_ACCOUNTS }),
    /** Instance settings, read by nearly every request. */
    settings: new LRUCache<string, object>({ max: 100, ttl: SETTINGS_TTL_MS }),
    /** The id of the account of a uri: ids never change, so this only forgets. */
    accountIds: new LRUCache<string, Id>({ max: RENDERED_ACCOUNTS }),
  }
}
export type Caches = ReturnType<typeof createCaches>
