import { rm } from 'node:fs/promises'
import { z } from 'zod'
import type { App } from '../../core/app.ts'
import { completeCopy } from '../../core/media/copies/complete.ts'
import { describeAttachments } from '../../core/media/copies/describe-attachments.ts'
import { dropCopy } from '../../core/media/copies/drop.ts'
import { failCopy } from '../../core/media/copies/fail.ts'
import { decodeFile } from '../../core/media/decode.ts'
import { senderOf } from '../../core/media/sender.ts'
import type { Media } from '../../db/tables/media.ts'
import { doubling, type Job, job } from '../../jobs/job.ts'
import { keepLease } from '../../jobs/keep-lease.ts'
import { HOUR, MINUTE } from '../../lib/durations.ts'
import { MediaError } from '../../lib/media/media-error.ts'
import { isWorthKeeping } from './worth-keeping.ts'

/** Opens a copy that was kept unopened: makes its preview and description, or drops it if it is damaged. */
export const describeCopy: Job<{ id: number; host: string }, App> = job(
  'describeCopy',
  {
    payload: z.object({ id: z.int(), host: z.string() }),
    attempts: 8,
    backoff: doubling(MINUTE, { max: HOUR, jitter: 0.3 }),
    // The decoder opens one film at a time. A host with many lets others go first.
    concurrency: 8,
    lane: ({ host }) => host,
    perLane: 1,
  },
  async (app, { id }, jobRun) => {
    const copy = await app.db.selectFrom('media').selectAll().where('id', '=', id).executeTakeFirst()
    if (!copy?.file || copy.preview) return
    await keepLease(app, jobRun, () => open(app, copy, copy.file as string))
  },
)

/** @throws MediaError if this server is at fault */
async function open(app: App, copy: Media, file: string): Promise<void> {
  const source = await app.storage.temporaryFile()
  try {
    if (!(await app.storage.copy(file, source))) return
    const { use } = copy
    await decodeFile(app, { source, use, sender: senderOf(copy), keepOriginal: use === 'attachment' }, async (made) => {
      await completeCopy(app, copy, made)
      await describeAttachments(app, copy.key, made.described)
    })
  } catch (error) {
    if (!(error instanceof MediaError) || error.fault === 'server') throw error
    if (isWorthKeeping(copy, error) || error.reason[0] === 'media-takes-too-long') return
    await app.transaction((tx) => dropCopy(tx, copy))
    await failCopy(app, copy, { problem: error.reason, isLasting: true })
  } finally {
    await rm(source, { force: true })
  }
}
