/** Mentions, hashtags and links in what somebody types. Every pattern is linear: no two of its parts can take the same text. */
import { LinkifyIt } from 'linkify-it'

interface Mention {
  type: 'mention'
  start: number
  end: number
  name: string
  /** undefined: somebody here. */
  host: string | undefined
}
interface Hashtag {
  type: 'hashtag'
  start: number
  end: number
  name: string
}
interface Link {
  type: 'link'
  start: number
  end: number
  href: string
}
export type Entity = Mention | Hashtag | Link

/** Longer texts are not searched: nobody may write them. */
export const MAX_SEARCHED_LENGTH = 100_000
/** Names here are shorter; a bridge makes long ones of host names. Not after a letter, digit, `/` or another sign, which would make it part of a word or an address. */
const MENTION =
  /(?<![\p{L}\p{N}_/@.])@([A-Za-z0-9_]{1,100}(?:[.-][A-Za-z0-9_]{1,100}){0,20})(?:@([\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,251}[\p{L}\p{N}])?(?::\d{1,5})?))?/gu
const HASHTAG = /(?<![\p{L}\p{N}_/&#])[#＃]([\p{L}\p{N}\p{M}_·\u200c]{1,100})/gu
const ONLY_DIGITS = /^[\p{N}_·]+$/u

const linkify = new LinkifyIt({ fuzzyEmail: false, fuzzyLink: false })

/** In the order of the text, never overlapping. */
export function findEntities(text: string): Entity[] {
  if (text.length > MAX_SEARCHED_LENGTH) return []
  const found: Entity[] = findLinks(text)
  for (const match of text.matchAll(MENTION)) {
    const [whole, name = '', host] = match
    found.push({ type: 'mention', start: match.index, end: match.index + whole.length, name, host })
  }
  for (const match of text.matchAll(HASHTAG)) {
    const [whole, name = ''] = match
    if (ONLY_DIGITS.test(name)) continue
    found.push({ type: 'hashtag', start: match.index, end: match.index + whole.length, name })
  }
  return outermost(found.sort((a, b) => a.start - b.start))
}

/** Without those that begin inside another, as a mention in the path of a link does. */
function outermost(sorted: readonly Entity[]): Entity[] {
  let end = 0
  return sorted.filter((entity) => {
    if (entity.start < end) return false
    end = entity.end
    return true
  })
}

function findLinks(text: string): Link[] {
  if (!text.includes('://')) return []
  const matches = linkify.match(text) ?? []
  return matches
    .filter((match) => /^https?:\/\//i.test(match.url))
    .map((match) => ({ type: 'link', start: match.index, end: match.lastIndex, href: match.url }))
}
