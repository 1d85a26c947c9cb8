import type { App } from '../app.ts'

const PEERS_TTL_MS = 60_000
const PEERS_CACHE = 'known-peers'

/** The names of the servers that we know somebody of, blocked ones left out. Kept for a minute: it reads an index whole. */
export async function listKnownDomains(app: Pick<App, 'db' | 'caches'>): Promise<string[]> {
  const known = app.caches.settings.get(PEERS_CACHE) as string[] | undefined
  if (known) return known
  const rows = await app.db
    .selectFrom('accounts')
    .select('domain')
    .distinct()
    .where('domain', 'is not', null)
    .where('domain', 'not in', app.db.selectFrom('domain_blocks').select('domain'))
    .orderBy('domain')
    .execute()
  const domains = rows.flatMap(({ domain }) => domain ?? [])
  app.caches.settings.set(PEERS_CACHE, domains, { ttl: PEERS_TTL_MS })
  return domains
}
