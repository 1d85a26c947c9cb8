import { TAG_CHARACTER, TAG_JOINER } from './tag-characters.ts'

const OTHERS = new RegExp(`[^${TAG_CHARACTER}${TAG_JOINER}]`, 'gv')
/** Lower-case letters of Western and Central European languages, the only ones whose marks Mastodon removes. */
const WITH_MARKS = /[\u00df-\u017f]/g
/** Those that Unicode does not decompose. */
const BASES: Record<string, string> = { đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ĸ: 'k', ł: 'l', ŋ: 'n', ø: 'o', ŧ: 't' }

/**
 * The form in which hashtags are stored, compared and sent, without `#`: full width and half width, upper and lower
 * case, and European letters with and without diacritics are the same, as in Mastodon. `#BLÅHAJ` → `blahaj`. Elsewhere a
 * mark makes another word (Vietnamese) or letter (й, ば), so it stays.
 */
export function normalizeTag(tag: string): string {
  return tag
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('i\u0307', 'i')
    .replace(WITH_MARKS, withoutMarks)
    .replace(OTHERS, '')
}

function withoutMarks(letter: string): string {
  return BASES[letter] ?? letter.normalize('NFD').charAt(0)
}
