/** Reading the forms of pages: short texts only, sent from our own pages. */
import type { App } from '../core/app.ts'
import { Forbidden, type Invalid } from '../core/errors.ts'

const MAX_FORM_BYTES = 16_384

/** @throws Forbidden when another site's page sent it, or it is no form */
export async function readForm(app: App, request: Request): Promise<Record<string, string>> {
  const from = request.headers.get('origin')
  if (from !== null && from !== 'null' && from !== app.config.origin)
    throw new Forbidden('The form was sent from another site.')
  const length = Number(request.headers.get('content-length') ?? 0)
  if (!(length <= MAX_FORM_BYTES)) throw new Forbidden('The form is too long.')
  const type = request.headers.get('content-type') ?? ''
  if (!type.startsWith('application/x-www-form-urlencoded')) throw new Forbidden('This is not a form.')
  const text = await request.text()
  if (text.length > MAX_FORM_BYTES) throw new Forbidden('The form is too long.')
  const fields: Record<string, string> = Object.create(null)
  for (const [name, value] of new URLSearchParams(text)) fields[name] = value.replaceAll('\0', '').toWellFormed()
  return fields
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
