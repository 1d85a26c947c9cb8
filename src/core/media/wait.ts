import type { Media } from '../../db/tables/media.ts'
import type { Id } from '../../lib/ids.ts'
import { MediaError } from '../../lib/media/media-error.ts'
import type { App } from '../app.ts'
import { NotFound } from '../errors.ts'
import { processUpload } from './process.ts'

/**
 * Processes an upload and waits for it, for some time. Afterwards it goes on by itself; if this server cannot do it now,
 * the job will.
 * @returns the upload as it is then
 */
export async function waitForUpload(app: App, id: Id, maxMs: number): Promise<Media> {
  const done = processUpload(app, id).catch((err) => {
    const level = err instanceof MediaError ? 'info' : 'error'
    app.log[level]({ err, id }, 'could not process an upload now, it will be tried again')
  })
  await within(app, done, maxMs)
  const upload = await app.db.selectFrom('media').selectAll().where('id', '=', id).executeTakeFirst()
  if (!upload) throw new NotFound()
  return upload
}

async function within({ clock }: App, work: Promise<void>, maxMs: number): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>()
  const cancel = clock.timer(maxMs, resolve)
  await Promise.race([work, over])
  cancel()
}
