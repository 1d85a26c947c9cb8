import { readUrl } from '../../activitypub/read.ts'
import { hostOf } from '../../activitypub/uris.ts'

/** The repetition is bounded, so that matching takes linear time even on a megabyte of `<`. */
const MARKUP = /<[^<>]{0,2000}>/g
/** A character may consist of several UTF-16 code units. */
const UNITS_PER_CHARACTER = 8

/** Plain text of at most `max` characters, with markup removed. Empty if the value is not a string. */
export function plainText(value: unknown, max: number): string {
  if (typeof value !== 'string') return ''
  const text = value.slice(0, max * UNITS_PER_CHARACTER).replace(MARKUP, '')
  return [...text.trim()].slice(0, max).join('')
}

/**
 * The web page of an object, or its id if there is none. A page on another host than the id is ignored: it could be a
 * phishing link under a known name (E-24).
 */
export function webPage(value: unknown, id: string): string {
  const url = readUrl(value)
  return url !== undefined && hostOf(url) === hostOf(id) ? url : id
}
