import { CachedValue } from '../../lib/cached-value.ts'
import { MINUTE } from '../../lib/durations.ts'
import { slot } from '../../lib/slot.ts'
import type { Reader } from '../app.ts'
import { knownDomains } from './known-domains.ts'

const TTL_MS = 10 * MINUTE

const peers = slot(() => new CachedValue<Promise<string[]>>(TTL_MS))

/** The domains of all known accounts, except blocked ones. Concurrent callers share one search. */
export function listKnownDomains(app: Reader): Promise<string[]> {
  const cache = app.slot(peers)
  const cached = cache.get()
  if (cached) return cached
  const found = findPeers(app)
  cache.set(found)
  found.catch(() => cache.clear())
  return found
}

async function findPeers(app: Reader): Promise<string[]> {
  const blocks = await app.db.selectFrom('domain_blocks').select('domain').execute()
  const blocked = new Set(blocks.map((row) => row.domain))
  const found: string[] = []
  for await (const domains of knownDomains(app)) found.push(...domains.filter((domain) => !blocked.has(domain)))
  return found
}
