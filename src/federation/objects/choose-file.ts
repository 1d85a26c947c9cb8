/** Chooses which file of a medium is shown or played: one of its own kind, or else of any kind that is shown. */
import { type JsonObject, readTypes } from '../../activitypub/read.ts'
import { bestSource } from './best-source.ts'
import { kindOfAddress, kindOfType, type MediaKind, readMediaType } from './media-kind.ts'
import { readSources, type Source } from './media-sources.ts'

export interface MediaFile {
  source: Source
  kind: MediaKind | 'unknown'
}

const KINDS: ReadonlyMap<string, MediaKind> = new Map([
  ['Image', 'image'],
  ['Video', 'video'],
  ['Audio', 'audio'],
])
/** Object types that name a kind. */
export const KIND_TYPES = [...KINDS.keys()]

/** The file of an attachment. What the attachment says of itself holds for addresses that say nothing. */
export function chooseFile(medium: JsonObject): MediaFile | undefined {
  const promised = readMediaType(medium.mediaType)
  const sources = readSources(medium.url ?? medium.href)
  const typed = sources.map((source) => ({ ...source, mediaType: source.mediaType ?? promised }))
  return choose(medium, typed, (url) => kindNamed(medium) ?? kindOfAddress(url))
}

/** The file of a post that is a film or a sound. Its own media type is that of its text, and it may name only a page. */
export function chooseOwnFile(post: JsonObject): MediaFile | undefined {
  const file = choose(post, readSources(post.url), kindOfAddress)
  return file?.kind === 'unknown' ? undefined : file
}

function choose(
  medium: JsonObject,
  sources: readonly Source[],
  guess: (url: string) => MediaFile['kind'] | undefined,
): MediaFile | undefined {
  const files = sources.map((source) => ({ source, kind: kindOf(source) ?? guess(source.url) ?? 'unknown' }))
  const known = files.filter(({ kind }) => kind !== 'unknown')
  const kind = (known.find((file) => file.kind === kindNamed(medium)) ?? known[0])?.kind
  const source = bestSource(known.filter((file) => file.kind === kind).map((file) => file.source))
  return kind && source ? { source, kind } : files[0]
}

function kindOf({ mediaType, streams }: Source): MediaFile['kind'] | undefined {
  // A file of a film that has only its sound.
  if (streams.length > 0 && !streams.includes('video')) return 'audio'
  return mediaType === undefined ? undefined : kindOfType(mediaType)
}

function kindNamed(medium: JsonObject): MediaKind | undefined {
  return readTypes(medium).flatMap((type) => KINDS.get(type) ?? [])[0]
}
