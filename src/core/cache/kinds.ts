import { cachedAccounts } from './accounts.ts'
import type { CacheKind } from './kind.ts'

/** Everything that is kept of other servers for a while. */
export const CACHE_KINDS: readonly CacheKind[] = [cachedAccounts]
