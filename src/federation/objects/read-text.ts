import { readUrl } from '../../activitypub/read.ts'
import { hostOf } from '../../activitypub/uris.ts'

/** Not `.*`: bounded, so that a megabyte of `<` costs nothing. */
const MARKUP = /<[^<>]{0,2000}>/g
/** A character may be several units long. */
const UNITS_PER_CHARACTER = 8

/** A single plain text of at most `max` characters: markup is taken out, and what is no string is empty. */
export function plainText(value: unknown, max: number): string {
  if (typeof value !== 'string') return ''
  const text = value.slice(0, max * UNITS_PER_CHARACTER).replace(MARKUP, '')
  return [...text.trim()].slice(0, max).join('')
}

/**
 * The page for people. Only on the host of the id: elsewhere it would be a phishing link under a known name (E-24). The
 * id itself where there is none.
 */
export function webPage(value: unknown, id: string): string {
  const url = readUrl(value)
  return url !== undefined && hostOf(url) === hostOf(id) ? url : id
}
