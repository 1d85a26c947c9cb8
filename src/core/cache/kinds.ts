import { COPY_KINDS } from '../media/copies/kind.ts'
import { cachedAccounts } from './accounts.ts'
import { cachedCopies } from './copies.ts'
import type { CacheKind } from './kind.ts'
import { cachedStatuses } from './statuses.ts'

/** Everything that is kept of other servers for a while. */
export const CACHE_KINDS: readonly CacheKind[] = [cachedStatuses, cachedAccounts, ...COPY_KINDS.map(cachedCopies)]
