/** What `atoll cache prune` does. */
import type { App } from '../app.ts'
import { removeReleased } from '../media/files/remove.ts'
import type { CacheKind, PruneOptions } from './kind.ts'
import { CACHE_KINDS } from './kinds.ts'

interface PruneNowOptions extends Omit<PruneOptions, 'onProgress'> {
  /** All when absent. */
  kind?: CacheKind
  onProgress?(kind: CacheKind, dropped: number): Promise<void> | void
}

export interface Pruned extends Pick<CacheKind, 'name' | 'unit'> {
  /** In units. */
  dropped: number
}

/** Prunes now, instead of at night, and removes the files at once. */
export async function pruneNow(app: App, { kind, onProgress, ...options }: PruneNowOptions): Promise<Pruned[]> {
  const pruned: Pruned[] = []
  for (const one of kind ? [kind] : CACHE_KINDS) {
    const told = onProgress && ((dropped: number) => onProgress(one, dropped))
    const dropped = await one.prune(app, { ...options, ...(told && { onProgress: told }) })
    pruned.push({ name: one.name, unit: one.unit, dropped })
  }
  if (!options.isDryRun) await removeReleased(app)
  return pruned
}
