import { isTagName, TAG_CHARACTER, TAG_JOINER } from './tag-characters.ts'

const OTHERS = new RegExp(`[^${TAG_CHARACTER}${TAG_JOINER}]`, 'gv')
const OUTER_JOINERS = new RegExp(`^${TAG_JOINER}+|(?<!${TAG_JOINER})${TAG_JOINER}+$`, 'gv')
/** Invisible characters, except the joiners. */
const INVISIBLE = /[[\p{Cf}\p{Cc}]--[\u200c\u200d]]/v
/** Longer names are not read. */
const MAX_LENGTH = 1_000

/**
 * The name of a hashtag of another server, without `#` and without characters that no hashtag of ours can have, which
 * Mastodon removes as well: `#rogue-like` → `roguelike`. Undefined if too little or too much is left, or if invisible
 * characters made it look like another hashtag.
 */
export function cleanTag(name: string): string | undefined {
  if (name.length > MAX_LENGTH || INVISIBLE.test(name)) return undefined
  const clean = name.normalize('NFC').replace(OTHERS, '').replace(OUTER_JOINERS, '')
  return isTagName(clean) ? clean : undefined
}
