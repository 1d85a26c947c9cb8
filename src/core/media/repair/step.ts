import type { App } from '../../app.ts'

/** What was found to be wrong, and repaired unless `isDryRun`. */
export interface Repairs {
  /** Files in the storage that nothing needs, and their bytes. */
  filesRemoved: number
  bytesRemoved: number
  /** Files of other servers that were missing or damaged. Their copies are fetched again. */
  copiesLost: number
  /** Uploads whose file is missing or damaged. They are marked as failed until the file is there again. */
  uploadsLost: number
  uploadsFound: number
  /** Files whose number of references was wrong. */
  referencesCorrected: number
  /** Kinds whose size was wrong. */
  sizesCorrected: number
  temporaryFilesRemoved: number
}

/** How to repair, and where to count it. */
export interface RepairOptions {
  isDryRun: boolean
  repairs: Repairs
}

interface StepOptions extends RepairOptions {
  /** Where the last batch ended; empty at the beginning. */
  after: string
}

/**
 * Repairs one batch, while the server runs and files come and go.
 * @returns where the next batch begins; undefined after the last
 */
export type RepairStep = (app: App, options: StepOptions) => Promise<string | undefined>
