import { isTagName, TAG_CHARACTER, TAG_JOINER } from './tag-characters.ts'

const OTHERS = new RegExp(`[^${TAG_CHARACTER}${TAG_JOINER}]`, 'gv')
const OUTER_JOINERS = new RegExp(`^${TAG_JOINER}+|(?<!${TAG_JOINER})${TAG_JOINER}+$`, 'gv')
/** Longer names are not read. */
const MAX_LENGTH = 1_000

/**
 * The name of a hashtag of another server, without `#` and without characters that no hashtag of ours can have, which
 * Mastodon removes as well: `#rogue-like` → `roguelike`. Undefined if too little or too much is left.
 */
export function cleanTag(name: string): string | undefined {
  if (name.length > MAX_LENGTH) return undefined
  const clean = name.normalize('NFC').replace(OTHERS, '').replace(OUTER_JOINERS, '')
  return isTagName(clean) ? clean : undefined
}
