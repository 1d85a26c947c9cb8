/**
 * Finds and repairs what crashes, bugs, restored backups and other people's hands have done to the files of media: once a
 * day, and when an administrator asks for it. Everything may go on meanwhile.
 */
import { z } from 'zod'
import { doubling, type Job, job } from '../../../jobs/job.ts'
import { saveProgress } from '../../../jobs/save-progress.ts'
import type { Scheduled } from '../../../jobs/schedule.ts'
import { DAY, HOUR, MINUTE } from '../../../lib/durations.ts'
import type { App } from '../../app.ts'
import { filesWithoutRow, temporaryFiles } from './files-without-row.ts'
import { mediaWithoutFile } from './media-without-file.ts'
import { copySizes } from './sizes.ts'
import type { RepairStep, Repairs } from './step.ts'
import { storedFiles } from './stored-files.ts'

/** Rows of files come before files, so that no file is removed that only lacks its row. */
const STEPS: readonly RepairStep[] = [mediaWithoutFile, storedFiles, filesWithoutRow, copySizes, temporaryFiles]

/** Files of which one at least is there, unless all are lost. */
const SAMPLE = 10

const NOTHING: Repairs = {
  filesRemoved: 0,
  bytesRemoved: 0,
  copiesLost: 0,
  uploadsLost: 0,
  uploadsFound: 0,
  referencesCorrected: 0,
  sizesCorrected: 0,
  temporaryFilesRemoved: 0,
}

/** Where a repair goes on: the index of a step, and where its last batch ended. */
interface Position {
  step: number
  after: string
}

/** How far a repair has come, from 0 to 1. Hashes are distributed evenly; other positions say nothing. */
export function shareOf({ step, after }: Position): number {
  const within = /^[0-9a-f]{64}$/.test(after) ? Number.parseInt(after.slice(0, 8), 16) / 2 ** 32 : 0
  return (step + within) / STEPS.length
}

/** @param options.onProgress told after each batch what was repaired so far, and where the next one begins */
export async function repairMedia(
  app: App,
  {
    from = { step: 0, after: '' },
    isDryRun = false,
    onProgress,
  }: {
    from?: Position
    isDryRun?: boolean
    onProgress?(repairs: Repairs, at: Position): Promise<void> | void
  } = {},
): Promise<Repairs> {
  const repairs = { ...NOTHING }
  for (let { step, after } = from; step < STEPS.length; ) {
    const next = await STEPS[step]?.(app, { after, isDryRun, repairs })
    if (next === undefined) step++
    after = next ?? ''
    await onProgress?.(repairs, { step, after })
    await app.clock.sleep(0)
  }
  return repairs
}

/**
 * Whether none of some files is there. Then the disk is most likely not mounted, and a repair without an administrator
 * would give up all copies.
 */
async function seemsUnmounted({ db, storage }: App): Promise<boolean> {
  const used = db.selectFrom('media_files').select('hash').where('refs', '>', 0).orderBy('hash').limit(SAMPLE)
  const files = await used.execute()
  for (const { hash } of files) if ((await storage.size(hash)) !== undefined) return false
  return files.length === SAMPLE
}

export const startRepair: Scheduled<App> = {
  name: 'startRepair',
  everyMs: DAY,
  run: (app) => app.transaction((tx) => tx.enqueue(repairFiles, { step: 0, after: '' })),
}

export const repairFiles: Job<Position, App> = job(
  'repairFiles',
  {
    payload: z.object({ step: z.number(), after: z.string() }),
    attempts: 5,
    backoff: doubling(MINUTE, { max: HOUR, jitter: 0.2 }),
    concurrency: 1,
    inOrder: () => 'repair of media',
  },
  async (app, from, run) => {
    if (await seemsUnmounted(app))
      return app.log.error('none of the files of media is there, so nothing is repaired: is the media folder mounted?')
    const repairs = await repairMedia(app, {
      from,
      onProgress: (_, at) => saveProgress(app, run, at, app.clock.now()),
    })
    const wrong = Object.entries(repairs).filter(([, count]) => count > 0)
    if (wrong.length > 0) app.log.warn(Object.fromEntries(wrong), 'repaired the files of media')
  },
)
