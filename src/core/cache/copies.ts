/** Copies of media of other servers. Their rows stay, so they can be fetched again. */
import type { App } from '../app.ts'
import { type Candidate, eachCandidates } from '../media/copies/candidates.ts'
import { eachCopies, type StoredCopy } from '../media/copies/each.ts'
import { dropUnused, unusedBytes } from '../media/copies/evict.ts'
import type { CopyKind } from '../media/copies/kind.ts'
import { quotaOf, ttlOf } from '../media/copies/quotas.ts'
import { sizeOf } from '../media/copies/sizes.ts'
import { usedAmong } from '../media/copies/used.ts'
import type { CacheKind, PruneOptions } from './kind.ts'

export function cachedCopies(kind: CopyKind): CacheKind {
  return {
    name: kind,
    unit: 'bytes',
    quota: (app) => quotaOf(app, kind),
    ttlMs: (app) => ttlOf(app, kind),
    size: async (app) => (await sizeOf(app, kind)).bytes,
    keptSize: (app) => keptSize(app, kind),
    async prune(app, options = {}) {
      if (!options.isDryRun) await lookAgain(app, kind)
      return prune(app, kind, options)
    },
  }
}

async function keptSize(app: App, kind: CopyKind): Promise<number> {
  let bytes = 0
  for await (const copies of eachCopies(app, kind)) {
    const used = await usedAmong(app, copies)
    for (const copy of copies) if (used.has(copy.id)) bytes += copy.bytes
  }
  return bytes
}

/** Copies that had to stay, but are not in use any more, may be dropped again. */
async function lookAgain(app: App, kind: CopyKind): Promise<void> {
  for await (const copies of eachNoLongerUsed(app, kind)) {
    const ids = copies.map(({ id }) => id)
    await app.db
      .updateTable('media')
      .set({ evictable_at: app.clock.now() })
      .where('id', 'in', ids)
      .where('cached_at', 'is not', null)
      .execute()
  }
}

async function* eachNoLongerUsed(app: App, kind: CopyKind): AsyncGenerator<StoredCopy[]> {
  for await (const copies of eachCopies(app, kind)) {
    const kept = copies.filter(({ evictable_at }) => evictable_at === null)
    const used = await usedAmong(app, kept)
    const unused = kept.filter(({ id }) => !used.has(id))
    if (unused.length > 0) yield unused
  }
}

/** Drops what is past its time to live, then more while there is too much. */
async function prune(app: App, kind: CopyKind, options: PruneOptions): Promise<number> {
  const { olderThanMs, host, isDryRun, onProgress } = options
  const before = app.clock.now() - (olderThanMs ?? ttlOf(app, kind))
  let dropped = 0
  const drop = async (copies: Candidate[], most?: number) => {
    dropped += await (isDryRun ? unusedBytes : dropUnused)(app, copies, most)
    await onProgress?.(dropped)
    await app.clock.sleep(0)
  }
  const size = await sizeOf(app, kind)
  for await (const copies of eachCandidates(app, kind, { before, host })) await drop(copies)
  if (olderThanMs !== undefined) return dropped
  const excess = () => size.bytes - dropped - quotaOf(app, kind)
  const rest = excess() > 0 ? eachCandidates(app, kind, { host, after: { evictable_at: before, id: -1 } }) : []
  for await (const copies of rest) {
    if (excess() <= 0) break
    await drop(copies, excess())
  }
  return isDryRun ? dropped + (await bytesNoLongerUsed(app, kind, { host, excess: excess() })) : dropped
}

/** What a pruning drops after `lookAgain`, which a dry run leaves out. */
async function bytesNoLongerUsed(
  app: App,
  kind: CopyKind,
  { host, excess }: { host: string | undefined; excess: number },
): Promise<number> {
  let dropped = 0
  if (excess <= 0) return dropped
  for await (const copies of eachNoLongerUsed(app, kind))
    for (const copy of copies) if (dropped < excess && (host === undefined || copy.host === host)) dropped += copy.bytes
  return dropped
}
