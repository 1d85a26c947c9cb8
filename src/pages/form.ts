/** Reading the forms of pages: short texts only, sent from our own pages. */

import type { App } from '../core/app.ts'
import { Forbidden, type Invalid } from '../core/errors.ts'
import { MAX_FORM_BYTES } from '../lib/http-server/limits.ts'
import { BodyError, readBody } from '../lib/http-server/read-body.ts'
import type { IncomingRequest } from '../lib/http-server/request.ts'

/** @throws Forbidden when another site's page sent it, or it is no form */
export async function readForm(app: App, request: IncomingRequest): Promise<Record<string, string>> {
  const from = request.header('origin')
  if (from !== undefined && from !== 'null' && from !== app.config.origin)
    throw new Forbidden('The form was sent from another site.')
  const type = request.header('content-type') ?? ''
  if (!type.startsWith('application/x-www-form-urlencoded')) throw new Forbidden('This is not a form.')
  const fields: Record<string, string> = Object.create(null)
  for (const [name, value] of new URLSearchParams(await readText(request)))
    fields[name] = value.replaceAll('\0', '').toWellFormed()
  return fields
}

async function readText(request: IncomingRequest): Promise<string> {
  try {
    return Buffer.from(await readBody(request, MAX_FORM_BYTES)).toString()
  } catch (error) {
    if (error instanceof BodyError) throw new Forbidden('The form is too long.')
    throw error
  }
}

/** Field → a sentence for the person who typed it. */
export function problemsOf(error: Invalid): Record<string, string> {
  return Object.fromEntries(
    Object.entries(error.details).map(([field, reasons]) => [field, sentence(reasons.map((one) => one.description))]),
  )
}

function sentence(reasons: readonly string[]): string {
  const text = reasons.join(', ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
}
