/** The last look at what leaves: a peer must never get half an activity. */
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
const SECRET_AUDIENCE = /"(?:bto|bcc)":/

/**
 * @returns the JSON to send
 * @throws Error when something is missing or a hidden audience would be told: a bug of ours, so nothing is committed
 */
export function outgoingBody(rendered: Activity & { '@context': unknown }): string {
  const checked = activity.safeParse(rendered)
  if (!checked.success) {
    throw new Error(`This ${rendered.type} is not fit to be sent: ${z.prettifyError(checked.error)}`)
  }
  const body = JSON.stringify(rendered)
  if (SECRET_AUDIENCE.test(body)) throw new Error(`This ${rendered.type} would be sent with a hidden audience`)
  return body
}
