import { TAG_CHARACTER, TAG_JOINER } from './tag-characters.ts'

const LATIN_MARKS = /(\p{Script=Latin})\p{M}+/gu
const OTHERS = new RegExp(`[^${TAG_CHARACTER}${TAG_JOINER}]|\u200d`, 'gv')
/** Latin letters with a stroke and the like, which Unicode does not decompose. */
const BASES: Record<string, string> = { đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ĸ: 'k', ł: 'l', ŋ: 'n', ø: 'o', ŧ: 't' }
const WITHOUT_DECOMPOSITION = new RegExp(`[${Object.keys(BASES).join('')}]`, 'g')

/**
 * The form in which hashtags are stored, compared and sent, without `#`: full width and half width, upper and lower
 * case, and Latin letters with and without diacritics are the same, as in Mastodon. `#BLÅHAJ` → `blahaj`. In other
 * scripts a mark makes another letter (й, ば), so it stays.
 */
export function normalizeTag(tag: string): string {
  return tag
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(LATIN_MARKS, '$1')
    .normalize('NFC')
    .replace(WITHOUT_DECOMPOSITION, (letter) => BASES[letter] ?? letter)
    .replace(OTHERS, '')
}
