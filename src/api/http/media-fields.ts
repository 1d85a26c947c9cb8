/** The fields that describe a picture, film or sound. */
import { z } from 'zod'
import { MAX_DESCRIPTION } from '../../core/media/limits.ts'
import type { Focus } from '../../db/tables/media.ts'
import { type Id, parseId } from '../../lib/ids.ts'
import { optionalText } from './form-types.ts'

/** `0.5,-0.2` or a list of two numbers, each brought between -1 and 1; undefined when absent or empty. */
const focus = z
  .unknown()
  .optional()
  .transform((value, context): Focus | undefined => {
    if (value === undefined || value === null || value === '') return undefined
    const numbers = (typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : []).map(numberIn)
    const [x, y] = numbers
    if (numbers.length === 2 && x !== undefined && y !== undefined && numbers.every(Number.isFinite))
      return [clamp(x), clamp(y)]
    context.addIssue({ code: 'custom' })
    return z.NEVER
  })

/** An object could not even be converted, `{"toString":1}`. */
const numberIn = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN
const clamp = (value: number) => Math.min(1, Math.max(-1, value))

export const mediaTexts = {
  /** Empty text removes it. */
  description: optionalText(MAX_DESCRIPTION).transform((text) => (text?.trim() === '' ? null : text)),
  focus,
}

/**
 * A list of ids; undefined when absent. Whatever else is sent in its place counts as absent, as in Rails. What is no id
 * is refused, so that no picture is lost without an error.
 */
export const mediaIds = z
  .unknown()
  .optional()
  .transform((value, context): Id[] | undefined => {
    if (!Array.isArray(value)) return undefined
    const given = value.filter((item) => item !== '' && item !== null)
    const found = given.map((item) => parseId(typeof item === 'number' ? String(item) : item))
    if (found.some((id) => id === undefined)) context.addIssue({ code: 'custom' })
    return found.filter((id) => id !== undefined)
  })
