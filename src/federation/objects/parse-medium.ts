/** Parses one picture, film or sound: an entry of `attachment`, or a post that is a film or a sound itself. */
import { readDuration } from '../../activitypub/duration.ts'
import { hasType, isObject, type JsonObject, readEmbedded, readOne } from '../../activitypub/read.ts'
import type { AttachmentDraft } from '../../db/tables/attachments.ts'
import { chooseFile, chooseOwnFile, KIND_TYPES, type MediaFile } from './choose-file.ts'
import { NOTE_LIMITS } from './limits.ts'
import { readBlurhash, readDescription, readFocus, wholeSize } from './media-details.ts'
import { pictureUrl } from './parse-picture.ts'
import { readPlain } from './read-text.ts'

/** @returns undefined for what is no medium, such as the preview card of a link */
export function parseMedium(value: unknown): AttachmentDraft | undefined {
  const medium = episodeAudio(value)
  if (!isObject(medium) || !hasType(medium, 'Document', 'Link', ...KIND_TYPES)) return undefined
  const file = chooseFile(medium)
  if (!file || (hasType(medium, 'Link') && !isMediaLink(file))) return undefined
  return draftOf(medium, file, readDescription(medium, NOTE_LIMITS.descriptionLength))
}

/** A link without a media type leads to a page, whatever its address looks like. */
function isMediaLink({ kind, source }: MediaFile): boolean {
  return source.mediaType !== undefined && kind !== 'unknown'
}

/** The film or sound that a post itself is, as at PeerTube and Funkwhale. Such a post has a title, and no alt text. */
export function parseOwnMedium(post: JsonObject): AttachmentDraft | undefined {
  const file = hasType(post, ...KIND_TYPES) ? chooseOwnFile(post) : undefined
  return file && draftOf(post, file, readPlain(post, 'name', NOTE_LIMITS.titleLength))
}

/** Castopod attaches an episode, which contains its sound and its cover. */
function episodeAudio(value: unknown): unknown {
  const audio = isObject(value) && hasType(value, 'PodcastEpisode') ? readEmbedded(value.audio) : undefined
  return isObject(value) && audio ? { image: value.image, ...audio } : value
}

function draftOf(medium: JsonObject, { kind, source }: MediaFile, description: string): AttachmentDraft {
  return {
    type: kind,
    url: source.url,
    preview_url: kind === 'video' || kind === 'audio' ? stillOf(medium, source.url) : null,
    media_type: source.mediaType ?? null,
    description: description || null,
    blurhash: readBlurhash(medium),
    focus: readFocus(medium),
    ...wholeSize(medium, source),
    duration: readDuration(readOne(medium.duration)) ?? null,
  }
}

/** The still picture of a film, or the cover of a sound. A track at Funkwhale may have only that of its album. */
function stillOf(medium: JsonObject, url: string): string | null {
  const track = readEmbedded(medium.track) ?? {}
  const album = readEmbedded(track.album) ?? {}
  const still = [medium, track, album]
    .flatMap(({ icon, image, cover, preview }) => [icon, image, cover, preview])
    .map(pictureUrl)
    .find((one) => one !== undefined)
  return still === undefined || still === url ? null : still
}
