/** Parses the `tag` of an object: a list of mentions, hashtags and custom emojis, or a single one (Pleroma). */
import { asArray, hasType, isObject, type JsonObject, readId, readUrl } from '../../activitypub/read.ts'
import { MAX_MENTIONS, MAX_TAGS } from '../../core/statuses/limits.ts'
import type { RemoteEmoji } from '../../db/tables/emojis.ts'
import { MAX_EMOJIS, MAX_IMAGES, NOTE_LIMITS } from './limits.ts'

const HASHTAG = /^#?([\p{L}\p{N}\p{M}_·\u200c]{1,100})$/u
const SHORTCODE = /^:?([A-Za-z0-9_+-]{1,100}):?$/

/** Ids of the mentioned actors, each once. */
export function parseMentions(tag: unknown): string[] {
  const uris = tagsOf(tag, 'Mention').map(({ href }) => readId(href))
  return [...new Set(uris.filter((uri) => uri !== undefined))].slice(0, MAX_MENTIONS)
}

/** Hashtags as their author spelled them, without the `#`. */
export function parseHashtags(tag: unknown): string[] {
  const names = tagsOf(tag, 'Hashtag').map(({ name }) =>
    typeof name === 'string' ? HASHTAG.exec(name)?.[1] : undefined,
  )
  return [...new Set(names.filter((name) => name !== undefined))].slice(0, MAX_TAGS)
}

/** Custom emojis. The first one with a shortcode counts (case 75). */
export function parseEmojis(tag: unknown): RemoteEmoji[] {
  const found = new Map<string, string>()
  for (const { name, icon } of tagsOf(tag, 'Emoji')) {
    const shortcode = typeof name === 'string' ? SHORTCODE.exec(name)?.[1] : undefined
    const url = imageUrl(icon)
    if (shortcode && url && !found.has(shortcode)) found.set(shortcode, url)
  }
  return [...found].slice(0, MAX_EMOJIS).map(([shortcode, url]) => ({ shortcode, url }))
}

/**
 * The address of an image, for emojis, avatars and headers.
 * @param value an Image, a bare address, or a list of these (PeerTube), of which the widest is used
 */
export function imageUrl(value: unknown): string | undefined {
  const image = asArray(value, MAX_IMAGES).reduce(
    (best, one) => (best === undefined || widthOf(one) > widthOf(best) ? one : best),
    undefined,
  )
  return readUrl(isObject(image) && image.url !== undefined ? image.url : image)
}

function widthOf(image: unknown): number {
  return isObject(image) && typeof image.width === 'number' ? image.width : 0
}

function tagsOf(tag: unknown, type: string): JsonObject[] {
  return asArray(tag, NOTE_LIMITS.tags).filter((one): one is JsonObject => isObject(one) && hasType(one, type))
}
