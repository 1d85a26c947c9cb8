import type { App } from '../../core/app.ts'
import { markAnswering } from '../../core/domains/silent-hosts.ts'
import type { Media } from '../../db/tables/media.ts'
import type { MediaType } from '../../lib/media/sniff.ts'
import { knownType, rememberType } from './known-types.ts'
import { askOrigin, type FromOrigin, recognize } from './origin.ts'
import { refuseSilent, rememberFailure } from './outcome.ts'
import { takePassage } from './passages.ts'

interface PassedOn extends FromOrigin {
  mediaType: MediaType
}

/**
 * Passes a medium on to one reader, no faster than it is read, without keeping anything.
 * @param reader the reader's network
 * @param range the part that is wanted, as `bytes=0-9`
 * @throws the same as `fetchCopy`
 */
export async function passOn(
  app: App,
  medium: Media,
  { reader, range }: { reader: string; range: string | undefined },
): Promise<PassedOn> {
  const release = takePassage(app, reader)
  try {
    refuseSilent(app, medium)
    const known = knownType(app, medium.key)
    const asked = await askOrigin(app, medium, known && range)
    markAnswering(app, medium.host ?? '')
    asked.stream.once('close', release)
    if (known && asked.contentRange !== undefined) return { ...asked, mediaType: known }
    const recognized = await recognize(app, asked.stream)
    rememberType(app, medium.key, recognized.mediaType)
    return { ...asked, ...recognized }
  } catch (error) {
    release()
    throw await rememberFailure(app, medium, error)
  }
}
