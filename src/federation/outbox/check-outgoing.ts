/** Validates every outgoing activity before it is signed, so that no peer receives an incomplete one. */
import { z } from 'zod'
import type { Activity } from '../objects/activity.ts'

const uri = z.string().regex(/^https?:\/\/\S+$/)
const object = z.looseObject({ id: uri, type: z.string().min(1) })
const activity = z.looseObject({
  '@context': z.union([z.string(), z.array(z.unknown()).min(1)]),
  id: uri,
  type: z.string().min(1),
  actor: uri,
  to: z.array(uri),
  cc: z.array(uri),
  object: z.union([uri, object]),
})
const HIDDEN_AUDIENCE = /"(?:bto|bcc)":/

/**
 * @returns the JSON to send
 * @throws Error if a field is missing or the activity reveals a hidden audience. This is a bug of ours, and nothing is
 *   committed.
 */
export function outgoingBody(rendered: Activity & { '@context': unknown }): string {
  const checked = activity.safeParse(rendered)
  if (!checked.success) {
    throw new Error(`This ${rendered.type} activity is invalid: ${z.prettifyError(checked.error)}`)
  }
  const body = JSON.stringify(rendered)
  if (HIDDEN_AUDIENCE.test(body))
    throw new Error(`This ${rendered.type} activity contains a hidden audience (bto or bcc)`)
  return body
}
