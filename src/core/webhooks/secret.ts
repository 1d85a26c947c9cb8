/** The secrets with which deliveries are signed, in the form of the Standard Webhooks specification. */
import { randomBytes } from 'node:crypto'
import type { Webhook } from '../../db/tables/webhooks.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { openSecret, sealSecret } from '../secrets/sealed.ts'

/** The specification asks for 24 to 64. */
const SECRET_BYTES = 32

interface NewSecret {
  /** `whsec_…`, which its owner is shown once. */
  secret: string
  sealed: string
}

export function newWebhookSecret(app: App, webhookId: Id): NewSecret {
  const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`
  return { secret, sealed: sealSecret(app, secret, placeOf(webhookId)) }
}

/** The secrets that are valid now: the present one, and after a rotation, for a while, the former one. */
export function validWebhookSecrets(app: App, { id, secret, former_secret, former_until }: Webhook): string[] {
  const isValid = former_secret !== null && former_until !== null && former_until > app.clock.now()
  return [secret, ...(isValid ? [former_secret] : [])].map((sealed) => openSecret(app, sealed, placeOf(id)))
}

function placeOf(id: Id): string {
  return `webhooks.secret ${id}`
}
