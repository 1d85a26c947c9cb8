/** Chooses among the files of one medium: one that every browser plays, with sound, and no larger than is sensible. */
import type { Source } from './media-sources.ts'

/** What browsers play, the most widely known first. FLAC and everything else come last. */
const PREFERRED = ['video/mp4', 'audio/mpeg', 'audio/mp3', 'audio/mp4', 'audio/aac', 'audio/ogg', 'video/webm']
/** Pixels of the shorter side of a film: “1080p”. */
const MAX_FILM_SIDE = 1080

/** @param sources files of the same kind */
export function bestSource(sources: readonly Source[]): Source | undefined {
  return sources.reduce<Source | undefined>((best, one) => (best && !isBetter(one, best) ? best : one), undefined)
}

function isBetter(one: Source, other: Source): boolean {
  const [mine, theirs] = [ranksOf(one), ranksOf(other)]
  const at = mine.findIndex((rank, place) => rank !== theirs[place])
  return at >= 0 && (mine[at] ?? 0) > (theirs[at] ?? 0)
}

/** More is better. What comes first decides. */
function ranksOf(source: Source): number[] {
  const side = sideOf(source)
  const isTooLarge = side > MAX_FILM_SIDE && source.mediaType?.startsWith('video/')
  return [isSilent(source) ? 0 : 1, -placeOf(source), isTooLarge ? -side : side]
}

/** A film whose sound is in another file. */
function isSilent({ streams }: Source): boolean {
  return streams.length > 0 && !streams.includes('audio')
}

function placeOf({ mediaType = '' }: Source): number {
  const place = PREFERRED.indexOf(mediaType)
  return place < 0 ? PREFERRED.length : place
}

/** PeerTube gives only a height to older files. */
function sideOf({ width, height }: Source): number {
  return Math.min(width ?? height ?? 0, height ?? width ?? 0)
}
