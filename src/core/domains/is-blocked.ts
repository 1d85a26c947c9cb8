import { CachedValue } from '../../lib/cached-value.ts'
import { SECOND } from '../../lib/durations.ts'
import { normalizeHost, withoutPort } from '../../lib/http/hosts.ts'
import { slot } from '../../lib/slot.ts'
import type { App } from '../app.ts'
import { Declined } from '../errors.ts'

/** How long another process may take to notice a new block. */
const TTL_MS = 10 * SECOND

/** Cached because every received activity is checked. Cleared when a block changes. */
export const blockedDomains = slot(() => new CachedValue<ReadonlySet<string>>(TTL_MS))

/**
 * Whether a host or one of its parent domains is blocked, in any spelling. An invalid host counts as blocked.
 */
export async function isDomainBlocked(app: Pick<App, 'db' | 'slot'>, host: string): Promise<boolean> {
  const domains = await blockList(app)
  const normal = normalizeHost(host)
  if (normal === undefined) return true
  const name = withoutPort(normal)
  if (domains.size === 0) return false
  for (let rest = name; ; rest = rest.slice(rest.indexOf('.') + 1)) {
    if (domains.has(rest)) return true
    if (!rest.includes('.')) return false
  }
}

/** @throws Declined if the host is blocked */
export async function requireUnblocked(app: Pick<App, 'db' | 'slot'>, host: string): Promise<void> {
  if (await isDomainBlocked(app, host)) throw new Declined('host-blocked', { host })
}

async function blockList(app: Pick<App, 'db' | 'slot'>): Promise<ReadonlySet<string>> {
  const known = app.slot(blockedDomains).get()
  if (known) return known
  const rows = await app.db.selectFrom('domain_blocks').select('domain').execute()
  const domains = new Set(rows.map((row) => row.domain))
  app.slot(blockedDomains).set(domains)
  return domains
}
