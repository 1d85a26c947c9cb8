/**
 * Texts of other servers that are shown as plain text. `name` is plain text everywhere, so it is kept whole: a `<` in it is
 * a character like any other. `summary` is HTML at some servers and plain text at others, as a warning.
 */
import { type JsonObject, readNatural, readUrl } from '../../activitypub/read.ts'
import { hostOf } from '../../activitypub/uris.ts'
import { stripTags } from '../../lib/html/strip-tags.ts'

/** A character may consist of several UTF-16 code units. */
const UNITS_PER_CHARACTER = 8

/** The `name` or the plain `summary` of an object, as its author wrote it. Empty if there is none. @param max characters */
export function readPlain(json: JsonObject, property: 'name' | 'summary', max: number): string {
  return cut(naturalText(json, property, max), max)
}

/** The `summary` of an object as a content warning, without the markup that it may have. @param max characters */
export function readWarning(json: JsonObject, max: number): string {
  return cut(stripTags(naturalText(json, 'summary', max)), max)
}

function naturalText(json: JsonObject, property: 'name' | 'summary', max: number): string {
  return readNatural(json, property, { max: max * UNITS_PER_CHARACTER })?.text ?? ''
}

function cut(text: string, max: number): string {
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
