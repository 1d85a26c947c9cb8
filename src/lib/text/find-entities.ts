/**
 * Finds mentions, hashtags and links in text that a user typed. Every pattern takes linear time, because no two of its
 * parts can match the same text (R-94).
 */
import { LinkifyIt } from 'linkify-it'
import { isTagName, TAG_CHARACTER, TAG_JOINER } from './tag-characters.ts'

export interface TypedMention {
  type: 'mention'
  start: number
  end: number
  name: string
  /** Undefined for a local account. */
  host: string | undefined
  /** Written with `!`, as Lemmy names communities. */
  isCommunity: boolean
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
export type Entity = TypedMention | Hashtag | Link

/** Longer texts are not searched. No user may post them. */
export const MAX_SEARCHED_LENGTH = 100_000
const HOST = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}.\-]{0,251}[\p{L}\p{N}])?(?::\d{1,5})?`
const nameOf = (letter: string) => `${letter}{1,100}(?:[.-]${letter}{1,100}){0,20}`
/**
 * Local names are shorter, but bridges make long names from host names. After a letter, a digit, `/`, `.`, `_` or
 * another `@`, the sign is part of a word or an address, not the start of a mention. Names of other servers may have
 * letters outside of ASCII; without a host, such a letter ends the name, as in `@boさん`. Communities are mentioned as
 * `!name@host`, which apps may write as `@!name@host`.
 */
const MENTION = new RegExp(
  String.raw`(?<![\p{L}\p{M}\p{N}_\/@.])(?:(@!?|!)(${nameOf(String.raw`[\p{L}\p{M}\p{N}_]`)})@(${HOST})|@(${nameOf('[A-Za-z0-9_]')}))`,
  'gu',
)
const HASHTAG = new RegExp(
  String.raw`(?<![\p{L}\p{M}\p{N}_\/&#])[#＃](${TAG_CHARACTER}+(?:${TAG_JOINER}+${TAG_CHARACTER}+)*)`,
  'gv',
)

const linkify = new LinkifyIt({ fuzzyEmail: false, fuzzyLink: false })

/** All entities in the order of the text. They never overlap. */
export function findEntities(text: string): Entity[] {
  if (text.length > MAX_SEARCHED_LENGTH) return []
  const found: Entity[] = findLinks(text)
  for (const match of text.matchAll(MENTION)) {
    const [whole, sign, full, host, short = ''] = match
    const isCommunity = sign?.endsWith('!') === true
    const end = match.index + whole.length
    found.push({ type: 'mention', start: match.index, end, name: full ?? short, host, isCommunity })
  }
  for (const match of text.matchAll(HASHTAG)) {
    const [whole, name = ''] = match
    if (!isTagName(name)) continue
    found.push({ type: 'hashtag', start: match.index, end: match.index + whole.length, name })
  }
  return outermost(found.sort((a, b) => a.start - b.start))
}

/** Removes entities that begin inside another, such as a mention in the path of a link. */
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
