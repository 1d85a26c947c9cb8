import type { Media } from '../../db/tables/media.ts'
import type { MediaError } from '../../lib/media/media-error.ts'

/** What only this server cannot or will not open. A browser may, and the post shows it without a preview. */
const UNOPENED: ReadonlySet<string> = new Set([
  'media-needs-ffmpeg',
  'media-unsupported-codec',
  'media-too-many-bytes',
  'media-too-many-streams',
  'media-too-many-frames-per-second',
  'media-lasts-too-long',
  'media-result-too-large',
])

export function isWorthKeeping({ use }: Pick<Media, 'use'>, { reason }: MediaError): boolean {
  return use === 'attachment' && UNOPENED.has(reason[0])
}
