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
    z.string().max(max, `is too long (maximum is ${max} characters)`).optional(),
  )

/** Text that must be present and not blank. */
export const requiredText = (max: number) =>
  optionalText(max)
    .refine((value) => value !== undefined && value.trim() !== '', "can't be blank")
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
      if (id === undefined) context.addIssue({ code: 'custom', message: 'is not an id' })
      return id ?? z.NEVER
    })
    .optional(),
)

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

/** The API says `private` where core says `followers`. */
export const visibility = z.preprocess(
  (value) => (absent(value) ? undefined : value),
  z
    .enum(['public', 'unlisted', 'private', 'direct'], 'is not a visibility: public, unlisted, private or direct')
    .transform((word): Visibility => (word === 'private' ? 'followers' : word))
    .optional(),
)
