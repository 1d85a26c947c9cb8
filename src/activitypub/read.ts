/**
 * Tolerant readers for JSON from other servers. A property may be a string, an object, an array of both, or absent
 * . Each reader takes what it can understand and never throws (cases 24, 27–30).
 */

import { isLanguageTag } from '../lib/language-tag.ts'
import { DOCUMENT_LIMITS } from './limits.ts'
import { shortName } from './terms.ts'
import { normalizeId } from './uris.ts'
import { isPublic, PUBLIC } from './vocabulary.ts'

export type JsonObject = Record<string, unknown>

const EARLIEST_MS = Date.parse('0001-01-01T00:00:00Z')
const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z')
const MAX_TIME_LENGTH = 64
/** XSD dateTime as peers write it: the zone may be missing (then it is UTC), with up to 12 decimals. */
const TIME = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,12})?)?)\s*(Z|z|[+-]\d{2}:\d{2})?$/

/** Whether a value is a JSON object, not an array or null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A property that may be one value or an array, as an array of at most `max` entries. Absent and null give none. */
export function asArray(value: unknown, max = Number.POSITIVE_INFINITY): unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) return [value]
  return value.length > max ? value.slice(0, max) : value
}

/** What a property holds where one value is expected: JSON-LD writes `x` and `[x]` for the same, so the first of a list. */
export function readOne(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value
}

/** A string, or the first of an array of strings. It is cut to `max` UTF-16 units, but never within a character. */
export function readString(value: unknown, max?: number): string | undefined {
  const text = readOne(value)
  if (typeof text !== 'string') return undefined
  if (max === undefined || text.length <= max) return text
  const cut = text.slice(0, max)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}

/** The normalized id in `"https://…"`, `{"id": "https://…"}` or an array with one of these. */
export function readId(value: unknown): string | undefined {
  if (typeof value === 'string') return normalizeId(value)
  if (Array.isArray(value)) return value.length === 1 && !Array.isArray(value[0]) ? readId(value[0]) : undefined
  return isObject(value) ? normalizeId(value.id) : undefined
}

/** All ids of a property. Duplicates and invalid ids are skipped. Reads at most `max` entries. */
export function readIds(value: unknown, max: number = DOCUMENT_LIMITS.audience): string[] {
  const ids = new Set<string>()
  for (const entry of asArray(value, max)) {
    const id = Array.isArray(entry) ? undefined : readId(entry)
    if (id !== undefined) ids.add(id)
  }
  return [...ids]
}

/**
 * The types of an object by their short names: `Note` for `as:Note` and for the full IRI (case 27). Case-sensitive.
 * @param value the object, or the value of its `type`
 */
export function readTypes(value: unknown): string[] {
  const type = isObject(value) ? value.type : value
  return asArray(type, DOCUMENT_LIMITS.types)
    .filter(
      (name): name is string => typeof name === 'string' && name !== '' && name.length <= DOCUMENT_LIMITS.urlLength,
    )
    .map(shortName)
}

/** The first type of an object. */
export function readType(value: unknown): string | undefined {
  return readTypes(value)[0]
}

/** Whether an object has one of these types. */
export function hasType(value: unknown, ...names: string[]): boolean {
  return readTypes(value).some((type) => names.includes(type))
}

/** An id where several are possible and one counts, such as the parent of a reply: the first that is valid. */
export function readFirstId(value: unknown): string | undefined {
  return readIds(value)[0]
}

/** The page address in `url`: a string, a Link, or the best entry of an array, preferring `text/html` (case 30). */
export function readUrl(value: unknown): string | undefined {
  const links = readLinks(value)
  return (links.find((link) => link.mediaType === 'text/html') ?? links.find((link) => !link.mediaType) ?? links[0])
    ?.url
}

function readLinks(value: unknown): { url: string; mediaType?: string }[] {
  return asArray(value, DOCUMENT_LIMITS.urls).flatMap((entry) => {
    const url = normalizeId(isObject(entry) ? readOne(entry.href ?? entry.url) : entry)
    if (url === undefined) return []
    const mediaType = isObject(entry) ? readString(entry.mediaType)?.split(';')[0]?.trim().toLowerCase() : undefined
    return [{ url, mediaType }]
  })
}

/** An ISO date in Unix milliseconds; undefined if it is invalid or outside the years 1 to 9999 (case 101). */
export function readTime(value: unknown): number | undefined {
  const text = readString(value)
  if (text === undefined || text.length > MAX_TIME_LENGTH) return undefined
  const [, date, time, zone = 'Z'] = TIME.exec(text.trim()) ?? []
  if (date === undefined) return undefined
  const ms = Date.parse(`${date}T${time}${zone.toUpperCase()}`)
  return ms >= EARLIEST_MS && ms <= LATEST_MS ? ms : undefined
}

/** A whole number within the limits; undefined for anything else, such as 2^63, -1 or "5" (case 61). */
export function readInteger(
  value: unknown,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number } = {},
): number | undefined {
  const number = readOne(value)
  return typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max ? number : undefined
}

/** A boolean, which may be written as a string. */
export function readBoolean(value: unknown): boolean | undefined {
  const flag = readOne(value)
  if (flag === true || flag === 'true') return true
  return flag === false || flag === 'false' ? false : undefined
}

/**
 * A text in natural language: `content`, `name` or `summary`, or its `…Map` by language. The plain property wins, and
 * the map then gives its language. Without it the text comes from the map, in the preferred language or else the first.
 * @param options.language the preferred language
 * @param options.max the most characters to return
 */
export function readNatural(
  json: JsonObject,
  property: 'content' | 'name' | 'summary',
  { language, max }: { language?: string; max?: number } = {},
): { text: string; language?: string } | undefined {
  const plain = readOne(json[property])
  const map = isObject(plain) ? plain : readOne(json[`${property}Map`])
  const texts = isObject(map) ? readLanguages(map) : []
  const text = readString(plain)
  if (text !== undefined) {
    const match = texts.find((entry) => entry.text === text) ?? (texts.length === 1 ? texts[0] : undefined)
    return { text: readString(text, max) ?? text, language: match?.language }
  }
  const best = texts.find((entry) => entry.language === language) ?? texts[0]
  return best && { text: readString(best.text, max) ?? best.text, language: best.language }
}

function readLanguages(map: JsonObject): { text: string; language: string | undefined }[] {
  const texts = []
  for (const tag in map) {
    const text = readString(map[tag])
    if (text !== undefined) texts.push({ text, language: tag !== 'und' && isLanguageTag(tag) ? tag : undefined })
    if (texts.length >= DOCUMENT_LIMITS.languages) break
  }
  return texts
}

/** Who a document is addressed to. All spellings of everyone become `PUBLIC`. `bto` and `bcc` are not read. */
export function readAudience(json: JsonObject): { to: string[]; cc: string[] } {
  return { to: readAddressees(json.to), cc: readAddressees(json.cc) }
}

function readAddressees(value: unknown): string[] {
  const found = new Set<string>()
  for (const entry of asArray(value, DOCUMENT_LIMITS.audience)) {
    const reference = isObject(entry) ? entry.id : entry
    const id = isPublic(reference) ? PUBLIC : normalizeId(reference)
    if (id !== undefined) found.add(id)
  }
  return [...found]
}

/** An embedded object, which some servers wrap in a list of one; undefined if only its id is given. */
export function readEmbedded(value: unknown): JsonObject | undefined {
  const first = readOne(value)
  return isObject(first) ? first : undefined
}
