import { normalizeHost } from '../../lib/http/hosts.ts'
import type { App } from '../app.ts'

/** Where `caches.settings` keeps the list: every received activity asks, so no question costs a query. */
export const DOMAIN_BLOCKS_CACHE = 'domain-blocks'

interface BlockList {
  domains: ReadonlySet<string>
}

/** Whether a host, or a domain that it lies in, is blocked. In any spelling; what is no host at all is blocked. */
export async function isDomainBlocked(app: Pick<App, 'db' | 'caches'>, host: string): Promise<boolean> {
  const { domains } = await blockList(app)
  const name = normalizeHost(host)?.replace(/:\d+$/, '')
  if (name === undefined) return true
  if (domains.size === 0) return false
  for (let rest = name; ; rest = rest.slice(rest.indexOf('.') + 1)) {
    if (domains.has(rest)) return true
    if (!rest.includes('.')) return false
  }
}

async function blockList(app: Pick<App, 'db' | 'caches'>): Promise<BlockList> {
  const known = app.caches.settings.get(DOMAIN_BLOCKS_CACHE) as BlockList | undefined
  if (known) return known
  const rows = await app.db.selectFrom('domain_blocks').select('domain').execute()
  const list = { domains: new Set(rows.map((row) => row.domain)) }
  app.caches.settings.set(DOMAIN_BLOCKS_CACHE, list)
  return list
}
