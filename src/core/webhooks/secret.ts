/** The secrets with which deliveries are signed, in the form of the Standard Webhooks specification. */
import { randomBytes } from 'node:crypto'
import type { Webhook } from '../../db/tables/webhooks.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { openSecret, sealSecret } from '../secrets/sealed.ts'
import { SecretKeyError } from '../secrets/secret-key.ts'

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

/** How many webhooks there are, and of how many the key of this server does not open the secret, because it was lost. */
export async function countSealedWebhooks(app: App): Promise<{ all: number; lost: number }> {
  const webhooks = await app.db.selectFrom('webhooks').selectAll().execute()
  return { all: webhooks.length, lost: webhooks.filter((webhook) => !isReadableWebhook(app, webhook)).length }
}

/** Whether the key of this server opens its secrets. */
export function isReadableWebhook(app: App, webhook: Webhook): boolean {
  try {
    validWebhookSecrets(app, webhook)
    return true
  } catch (error) {
    if (error instanceof SecretKeyError) return false
    throw error
  }
}

function placeOf(id: Id): string {
  return `webhooks.secret ${id}`
}
