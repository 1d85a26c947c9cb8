/** Reads the forms of pages: short texts only. */

import { Forbidden, type Invalid, TooMany } from '../../core/errors.ts'
import { sameSecret } from '../../lib/crypto/tokens.ts'
import { BodyError } from '../../lib/http-server/body-error.ts'
import { readBody } from '../../lib/http-server/read-body.ts'
import { bodyReason } from '../../messages/body-reason.ts'
import { describe } from '../../messages/en/fields.ts'
import { FORM_TOKEN, formTokenOf, type Visit } from '../visit/visit.ts'

/** One form of a page, which holds a few short texts. */
const MAX_FORM_BYTES = 16_384

/**
 * @param maxBytes more for a form in which people write
 * @throws Forbidden if the body is too long or not a form, or another site's page made it; TooMany if there is no
 *   memory for it, or BodyError
 */
export async function readForm(visit: Visit, maxBytes = MAX_FORM_BYTES): Promise<FormFields> {
  const { request } = visit
  const type = request.header('content-type') ?? ''
  if (!type.startsWith('application/x-www-form-urlencoded')) throw new Forbidden('form-unreadable')
  const body = await readBody(request, maxBytes).catch(refuseBody)
  const fields = formFieldsOf(new URLSearchParams(Buffer.from(body).toString()))
  requireFormToken(visit, fields)
  return fields
}

export type FormFields = Record<string, string>

/** If a name occurs twice, its last value counts. */
export function formFieldsOf(pairs: Iterable<readonly [string, string]>): FormFields {
  const fields: FormFields = Object.create(null)
  for (const [name, value] of pairs) fields[name] = value.replaceAll('\0', '').toWellFormed()
  return fields
}

/** @throws Forbidden if another site's page made the form */
export function requireFormToken(visit: Visit, fields: FormFields): void {
  if (!sameSecret(fields[FORM_TOKEN] ?? '', formTokenOf(visit))) throw new Forbidden('form-expired')
}

/** Throws the error again, in words for the person who filled in the form. */
export function refuseBody(error: unknown): never {
  if (!(error instanceof BodyError)) throw error
  if (error.retryAfterMs !== undefined) throw new TooMany(bodyReason(error), error.retryAfterMs)
  if (error.reason === 'too-long') throw new Forbidden('form-too-long')
  throw error
}

/** Field name → a sentence about its problems, for the person who filled in the form. */
export function problemsOf(error: Invalid): Record<string, string> {
  return Object.fromEntries(
    Object.entries(error.problems).map(([field, problems]) => [field, sentence(problems.map(describe).join(', '))]),
  )
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
}
