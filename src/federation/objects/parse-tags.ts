/** Parses the `tag` of an object: a list of mentions, hashtags and custom emojis, or a single one (Pleroma). */
import { asArray, hasType, isObject, type JsonObject, readId, readString } from '../../activitypub/read.ts'
import { MAX_MENTIONS, MAX_TAGS } from '../../core/statuses/limits.ts'
import type { RemoteEmoji } from '../../db/tables/emojis.ts'
import { cleanTag } from '../../lib/text/clean-tag.ts'
import { MAX_EMOJIS, NOTE_LIMITS } from './limits.ts'
import { pictureUrl } from './parse-picture.ts'

const SHORTCODE = /^:?([A-Za-z0-9_+-]{1,100}):?$/

/** Ids of the mentioned actors, each once. */
export function parseMentions(tag: unknown): string[] {
  const uris = tagsOf(tag, 'Mention').map(({ href }) => readId(href))
  return [...new Set(uris.filter((uri) => uri !== undefined))].slice(0, MAX_MENTIONS)
}

/** Hashtags as their author spelled them, without the `#`. */
export function parseHashtags(tag: unknown): string[] {
  const names = tagsOf(tag, 'Hashtag').map(({ name }) => cleanTag(readString(name) ?? ''))
  return [...new Set(names.filter((name) => name !== undefined))].slice(0, MAX_TAGS)
}

/** Custom emojis. The first one with a shortcode counts (case 75). */
export function parseEmojis(tag: unknown): RemoteEmoji[] {
  const found = new Map<string, string>()
  for (const { name, icon } of tagsOf(tag, 'Emoji')) {
    const shortcode = SHORTCODE.exec(readString(name) ?? '')?.[1]
    const url = pictureUrl(icon)
    if (shortcode && url && !found.has(shortcode)) found.set(shortcode, url)
  }
  return [...found].slice(0, MAX_EMOJIS).map(([shortcode, url]) => ({ shortcode, url }))
}

function tagsOf(tag: unknown, type: string): JsonObject[] {
  return asArray(tag, NOTE_LIMITS.tags).filter((one): one is JsonObject => isObject(one) && hasType(one, type))
}
