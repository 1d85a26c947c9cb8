import type { App } from '../app.ts'

/** What a pruning does beyond, or instead of, keeping to time to live and quota. */
export interface PruneOptions {
  /** Drops what was last looked at longer ago than this, whatever the quota. Milliseconds. */
  olderThanMs?: number
  /** Only what belongs to this server. */
  host?: string
  /** Changes nothing, and tells what would be dropped. */
  isDryRun?: boolean
  /** Told after each batch how much was dropped so far, in units. */
  onProgress?(dropped: number): Promise<void> | void
}

/**
 * One kind of content of other servers that is kept here for a while. `kinds.ts` lists them. What a local user has used
 * stays, whatever the quota.
 */
export interface CacheKind {
  /** As `atoll cache prune --kind` names it. */
  readonly name: string
  readonly unit: 'rows' | 'bytes'
  /** In units. */
  quota(app: App): number
  /** How long it is kept after the last look. */
  ttlMs(app: App): number
  /** How much there is, in units. */
  size(app: App): Promise<number>
  /** How much of it must stay, in units. This may look at every row. */
  keptSize(app: App): Promise<number>
  /**
   * Drops what is past its time to live and, while there is more than the quota, what was looked at longest ago. It
   * works in small batches and may be interrupted at any point, and several processes may do it at the same time.
   * @returns how much was dropped, in units
   */
  prune(app: App, options?: PruneOptions): Promise<number>
}
