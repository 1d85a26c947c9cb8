/** Mentions, hashtags and links in what somebody types. Every pattern is linear: no two of its parts can take the same text. */
import { LinkifyIt } from 'linkify-it'

export interface Mention {
  type: 'mention'
  start: number
  end: number
  name: string
  /** undefined: somebody here. */
  host: string | undefined
}
export interface Hashtag {
  type: 'hashtag'
  start: number
  end: number
  name: string
}
export interface Link {
  type: 'link'
  start: number
  end: number
  href: string
}
export type Entity = Mention | Hashtag | Link

/** Longer texts are not searched for links: nobody may write them, and linkify's cost grows with them. */
const MAX_LINKIFIED = 20_000
/** Not after a letter, digit, `/` or another sign, which would make it part of a word or an address. */
const MENTION =
  /(?<![\p{L}\p{N}_/@.])@([A-Za-z0-9_]{1,30}(?:[.-][A-Za-z0-9_]{1,30}){0,3})(?:@([\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,251}[\p{L}\p{N}])?(?::\d{1,5})?))?/gu
const HASHTAG = /(?<![\p{L}\p{N}_/&#])[#＃]([\p{L}\p{N}\p{M}_·\u200c]{1,100})/gu
const ONLY_DIGITS = /^[\p{N}_·]+$/u

const linkify = new LinkifyIt({ fuzzyEmail: false, fuzzyLink: false })

/** In the order of the text, never overlapping. */
export function findEntities(text: string): Entity[] {
  const links = findLinks(text)
  const outside = (start: number) => !links.some((link) => start >= link.start && start < link.end)
  const found: Entity[] = [...links]
  for (const match of text.matchAll(MENTION)) {
    const [whole, name = '', host] = match
    if (outside(match.index))
      found.push({ type: 'mention', start: match.index, end: match.index + whole.length, name, host })
  }
  for (const match of text.matchAll(HASHTAG)) {
    const [whole, name = ''] = match
    if (!ONLY_DIGITS.test(name) && outside(match.index))
      found.push({ type: 'hashtag', start: match.index, end: match.index + whole.length, name })
  }
  return found.sort((a, b) => a.start - b.start)
}

function findLinks(text: string): Link[] {
  if (text.length > MAX_LINKIFIED || !text.includes('://')) return []
  const matches = linkify.match(text) ?? []
  return matches
    .filter((match) => /^https?:\/\//i.test(match.url))
    .map((match) => ({ type: 'link', start: match.index, end: match.lastIndex, href: match.url }))
}
