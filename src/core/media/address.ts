import { extensionOf, isServable } from '../../lib/media/media-types.ts'
import type { Uris } from '../own-uris.ts'

/** Where a medium is served. The extension is for those who look at names: Mastodon and Misskey guess types from it. */
export function mediaUrl(uris: Uris, key: string, mediaType: string | null): string {
  return uris.media(key, 'original', mediaType !== null && isServable(mediaType) ? extensionOf(mediaType) : '')
}
