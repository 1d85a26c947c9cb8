/** Schemas for the fields of queries, forms and JSON. They convert text as Rails does, because clients rely on that. */
import { z } from 'zod'
import type { Visibility } from '../../db/tables/visibility.ts'
import { type Id, parseId } from '../../lib/ids.ts'

/** Further ids in a request are ignored. */
const MAX_IDS = 80
/** A longer language tag is refused; `zh-Hant-TW` has 10 characters. */
const MAX_LANGUAGE = 35
/** A larger offset is refused: it would make the database skip too many rows. */
const MAX_OFFSET = 10_000
const FALSE_WORDS = new Set(['0', 'f', 'F', 'false', 'FALSE', 'off', 'OFF', 'n', 'no'])

const absent = (value: unknown) => value === undefined || value === null || value === ''

/** A boolean as forms write it; undefined when absent or empty. */
export const optionalFlag = z.preprocess(
  (value) => (absent(value) ? undefined : typeof value === 'object' ? value : !FALSE_WORDS.has(String(value))),
  z.boolean().optional(),
)

/** Text of at most `max` characters; undefined when absent. Empty text is kept, because it clears a field. */
export const optionalText = (max: number) =>
  z.preprocess(
    (value) =>
      value === null ? undefined : typeof value === 'number' || typeof value === 'boolean' ? String(value) : value,
    z.string().max(max).optional(),
  )

/** Text that must be present and not blank. */
export const requiredText = (max: number) =>
  optionalText(max)
    .refine((value) => value !== undefined && value.trim() !== '', { params: { problem: ['blank'] } })
    .transform((value) => value ?? '')

/** Any value but a text stays as it is and is refused: an object could not even be converted, `{"toString":1}`. */
const numberIn = (value: unknown) => (typeof value === 'string' ? Number(value) : value)

/** A whole number from `min` to `max`; undefined when absent. */
export const wholeNumber = (min: number, max: number) =>
  z.preprocess((value) => (absent(value) ? undefined : numberIn(value)), z.int().min(min).max(max).optional())

/** A language tag; undefined when absent. */
export const language = optionalText(MAX_LANGUAGE)

/** How many results to skip; undefined when absent. */
export const offset = wholeNumber(0, MAX_OFFSET)

/** One id; undefined when absent. A value that is not an id is refused. */
export const optionalId = z.preprocess(
  (value) => (absent(value) ? undefined : typeof value === 'number' ? String(value) : value),
  z
    .string()
    .transform((value, context) => {
      const id = parseId(value)
      if (id === undefined) context.addIssue({ code: 'custom' })
      return id ?? z.NEVER
    })
    .optional(),
)

/** A list of ids, of which an empty one means nobody; undefined when absent. What is no id matches nothing. */
export const optionalIds = z
  .unknown()
  .optional()
  .transform((value): Id[] | undefined => (Array.isArray(value) ? ids.parse(value) : undefined))

/** `id[]=1&id[]=2`, `id=1` or a JSON list. Values that are not ids are dropped, because they match nothing. */
export const ids = z
  .unknown()
  .optional()
  .transform((value): Id[] => {
    const list = Array.isArray(value) ? value : [value]
    const found = list.map((item) => parseId(typeof item === 'number' ? String(item) : item))
    return [...new Set(found.filter((id) => id !== undefined))].slice(0, MAX_IDS)
  })

/** A list of words, or one word. */
export const words = z
  .unknown()
  .optional()
  .transform((value): string[] => {
    const list = Array.isArray(value) ? value : [value]
    return list.filter((item) => typeof item === 'string').slice(0, MAX_IDS)
  })

/** One of a few words; undefined when absent or empty. */
export const choice = <const W extends readonly [string, ...string[]]>(words: W) =>
  z.preprocess((value) => (absent(value) ? undefined : value), z.enum(words).optional())

/** The API says `private` where core says `followers`. */
export const visibility = choice(['public', 'unlisted', 'private', 'direct']).transform(
  (word): Visibility | undefined => (word === 'private' ? 'followers' : word),
)

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object. Whatever else is sent in its place counts as absent, as in Rails, and so does an object without content. */
export const optionalObject = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (value) => (isObject(value) && Object.keys(value as object).length > 0 ? value : undefined),
    schema.optional(),
  )

/** A list; undefined when absent. Whatever else is sent in its place counts as absent, as in Rails. */
export const optionalList = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (Array.isArray(value) ? value : undefined), z.array(schema).optional())

/** A list, or the object with numbers as names that a form makes of one: `fields[0][name]=…`. Its values in order. */
export const optionalEntries = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => {
    if (Array.isArray(value)) return value
    return isObject(value) && Object.keys(value as object).length > 0 ? Object.values(value as object) : undefined
  }, z.array(schema).optional())
