import type { Media } from '../../../db/tables/media.ts'
import type { Id } from '../../../lib/ids.ts'
import { MediaError } from '../../../lib/media/media-error.ts'
import { StorageFull } from '../../../lib/storage/storage.ts'
import type { App } from '../../app.ts'
import { NotFound } from '../../errors.ts'
import { isFull, processUpload } from './process.ts'

/**
 * Processes an upload and waits for it, for some time. Afterwards it goes on by itself; if this server cannot do it now,
 * the job will.
 * @returns the upload as it is then
 * @throws StorageFull
 */
export async function waitForUpload(app: App, id: Id, maxMs: number): Promise<Media> {
  const done = processUpload(app, id).then(
    () => undefined,
    (error) => unlessFull(app, id, error),
  )
  const full = await within(app, done, maxMs)
  if (full) throw full
  const upload = await app.db.selectFrom('media').selectAll().where('id', '=', id).executeTakeFirst()
  if (!upload) throw new NotFound()
  return upload
}

function unlessFull({ log }: App, id: Id, error: unknown): StorageFull | undefined {
  if (isFull(error)) return new StorageFull({ cause: error })
  const level = error instanceof MediaError ? 'info' : 'error'
  log[level]({ err: error, id }, 'could not process an upload now, it will be tried again')
  return undefined
}

async function within<T>({ clock }: App, work: Promise<T>, maxMs: number): Promise<T | undefined> {
  const { promise: over, resolve } = Promise.withResolvers<undefined>()
  const cancel = clock.timer(maxMs, () => resolve(undefined))
  const result = await Promise.race([work, over])
  cancel()
  return result
}
