import { CachedValue } from '../../lib/cached-value.ts'
import { MINUTE } from '../../lib/durations.ts'
import { slot } from '../../lib/slot.ts'
import type { App } from '../app.ts'

const TTL_MS = MINUTE

const knownDomains = slot(() => new CachedValue<string[]>(TTL_MS))

/**
 * The domains of all known accounts, except blocked ones. Cached for a minute, because it reads a whole index.
 */
export async function listKnownDomains(app: Pick<App, 'db' | 'slot'>): Promise<string[]> {
  const known = app.slot(knownDomains).get()
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
  app.slot(knownDomains).set(domains)
  return domains
}
