import { MediaError } from '../../lib/media/media-error.ts'
import { StorageFull } from '../../lib/storage/storage.ts'
import type { App } from '../app.ts'
import { Invalid, Unavailable } from '../errors.ts'

/**
 * Runs work with a file that somebody is sending.
 * @throws Invalid if the file is at fault, Unavailable or StorageFull if this server is
 */
export async function refusing<T>(app: Pick<App, 'uris'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof MediaError)) throw error
    if (error.fault === 'sender') throw new Invalid(...error.reason)
    if (error.reason[0] === 'media-no-space') throw new StorageFull({ cause: error })
    throw new Unavailable(app.uris.host, error.reason)
  }
}
