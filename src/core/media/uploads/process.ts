/**
 * Makes what is served of an upload. A request that uploads a picture does this itself and waits for it; a job does it
 * for films, and for pictures whose process died meanwhile.
 */
import { rm } from 'node:fs/promises'
import { z } from 'zod'
import type { Media } from '../../../db/tables/media.ts'
import { doubling, type Job, job, RetryLater } from '../../../jobs/job.ts'
import { keepLease } from '../../../jobs/keep-lease.ts'
import { MINUTE, SECOND } from '../../../lib/durations.ts'
import type { Id } from '../../../lib/ids.ts'
import { MediaError } from '../../../lib/media/media-error.ts'
import { slot } from '../../../lib/slot.ts'
import { StorageFull } from '../../../lib/storage/storage.ts'
import type { App, Tx } from '../../app.ts'
import { decodeFile, type MadeMedia } from '../decode.ts'
import { type FinishedFile, keepFiles } from '../files/keep.ts'
import { holdFile, releaseFile } from '../files/references.ts'
import { senderOf } from '../sender.ts'

/** Failures of this server, or crashes, after which an upload has failed. */
const ATTEMPTS = 5
const BUSY_MS = 30 * SECOND

/** What this process is working on, so that nothing is decoded twice at once. Each entry removes itself when it ends. */
const running = slot(() => new Map<Id, Promise<void>>())

/** Joins or begins the work on an upload. @throws MediaError if this server is at fault; StorageFull */
export function processUpload(app: App, id: Id): Promise<void> {
  const all = app.slot(running)
  const known = all.get(id)
  if (known) return known
  const begun = work(app, id).finally(() => all.delete(id))
  all.set(id, begun)
  return begun
}

async function work(app: App, id: Id): Promise<void> {
  const upload = await findWaiting(app, id)
  if (!upload?.source) return
  const source = await app.storage.temporaryFile()
  try {
    if (!(await app.storage.copy(upload.source, source))) return await failUpload(app, id, ['media-lost'])
    await decodeFile(app, { source, use: upload.use, sender: senderOf(upload) }, (made) => finishUpload(app, id, made))
  } catch (error) {
    if (!(error instanceof MediaError) || error.fault === 'server') throw error
    await failUpload(app, id, error.reason)
  } finally {
    await rm(source, { force: true })
  }
}

async function findWaiting(app: Pick<App, 'db'>, id: Id): Promise<Media | undefined> {
  return app.db.selectFrom('media').selectAll().where('id', '=', id).where('state', '=', 'waiting').executeTakeFirst()
}

async function finishUpload(app: App, id: Id, { file, preview, described }: MadeMedia): Promise<void> {
  if (!file) throw new Error('The decoder made no file.')
  await keepFiles(app, preview ? [file, preview] : [file], async (tx) => {
    await tx.lock(uploadKey(id))
    const upload = await findWaiting(tx, id)
    if (upload) await storeResult(tx, upload, { file, preview, described })
  })
}

/** A preview that its uploader has chosen stays. */
async function storeResult(
  tx: Tx,
  { id, source, preview, blurhash }: Media,
  { file, preview: made, described }: MadeMedia & { file: FinishedFile },
): Promise<void> {
  const isChosen = preview !== null
  await holdFile(tx, file.hash)
  if (made && !isChosen) await holdFile(tx, made.hash)
  await tx.db
    .updateTable('media')
    .set({
      ...described,
      ...{ state: 'ready', media_type: file.mediaType, source: null, file: file.hash },
      ...(isChosen ? { blurhash } : { preview: made?.hash ?? null }),
    })
    .where('id', '=', id)
    .execute()
  await countBytes(tx, id)
  await endWork(tx, id, source)
}

/** Gives up on an upload, and tells its uploader why. */
async function failUpload(app: App, id: Id, problem: NonNullable<Media['problem']>): Promise<void> {
  await app.transaction(async (tx) => {
    await tx.lock(uploadKey(id))
    const upload = await findWaiting(tx, id)
    if (!upload) return
    await tx.db.updateTable('media').set({ state: 'failed', problem, source: null }).where('id', '=', id).execute()
    await countBytes(tx, id)
    await endWork(tx, id, upload.source)
  })
}

async function endWork(tx: Tx, id: Id, source: string | null): Promise<void> {
  await releaseFile(tx, source)
  await tx.db.deleteFrom('jobs').where('order_key', '=', uploadKey(id)).execute()
}

/** Keeps `bytes` equal to the size of all files of an upload. */
export async function countBytes(tx: Tx, id: Id): Promise<void> {
  const { source, file, preview } = await tx.db
    .selectFrom('media')
    .select(['source', 'file', 'preview'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const hashes = [source, file, preview].filter((hash) => hash !== null)
  const files =
    hashes.length === 0
      ? []
      : await tx.db.selectFrom('media_files').select('bytes').where('hash', 'in', hashes).execute()
  const bytes = files.reduce((sum, one) => sum + one.bytes, 0)
  await tx.db.updateTable('media').set({ bytes }).where('id', '=', id).execute()
}

/** Changes of an upload wait for each other. */
export function uploadKey(id: Id): string {
  return `upload ${id}`
}

export const processMedia: Job<{ media_id: Id; account_id: Id }, App> = job(
  'processMedia',
  {
    payload: z.object({ media_id: z.number(), account_id: z.number() }),
    attempts: ATTEMPTS + 1,
    backoff: doubling(10 * SECOND, { max: 10 * MINUTE, jitter: 0.2 }),
    // The decoder takes one film after the other. Whoever uploads many lets others go first.
    concurrency: 8,
    lane: ({ account_id }) => `account ${account_id}`,
    perLane: 1,
    inOrder: ({ media_id }) => uploadKey(media_id),
  },
  async (app, { media_id }, run) => {
    if (run.attempt > ATTEMPTS) return failUpload(app, media_id, ['media-decoder-broken'])
    await keepLease(app, run, () => processUpload(app, media_id)).catch((error) => {
      const later = retryOf(error)
      if (later || run.attempt < ATTEMPTS) throw later ?? error
      app.log.error({ err: error, media_id }, 'could not process an upload')
      return failUpload(app, media_id, [isFull(error) ? 'media-no-space' : 'media-decoder-broken'])
    })
  },
)

/** A queue that is full, and a server that stops, are no failed attempts. */
function retryOf(error: unknown): RetryLater | undefined {
  if (!(error instanceof MediaError)) return undefined
  const [code] = error.reason
  if (code !== 'media-decoder-busy' && code !== 'media-decoder-stopped') return undefined
  return new RetryLater(BUSY_MS, code, { countsAsAttempt: false })
}

/** Whether work on an upload failed because the disk is full. */
export function isFull(error: unknown): boolean {
  return error instanceof StorageFull || (error instanceof MediaError && error.reason[0] === 'media-no-space')
}
