/** Registration of client apps, as Mastodon's clients do it. */
import { z } from 'zod'
import { registerApp } from '../core/apps/register.ts'
import { ClientAppEntity, NewClientAppEntity, renderClientApp } from './entities/client-app.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'
import { optionalText } from './http/form-types.ts'

/** Higher than core's own limits, whose errors say more. */
const MAX_TEXT = 10_000
const MAX_URIS = 100
/** Mastodon's default. */
const DEFAULT_SCOPES = 'read'

/** One address, several in one text, or a list. */
const RedirectUris = z
  .union([optionalText(MAX_TEXT), z.array(optionalText(MAX_TEXT)).max(MAX_URIS)])
  .transform((given) => [given ?? ''].flat().map((text) => text ?? ''))

const RegisterForm = z.object({
  client_name: optionalText(MAX_TEXT),
  redirect_uris: RedirectUris,
  scopes: optionalText(MAX_TEXT),
  website: optionalText(MAX_TEXT),
})

export const appEndpoints: Endpoint[] = [
  endpoint(
    'POST /api/v1/apps',
    { scope: 'public', form: RegisterForm, answer: NewClientAppEntity, limit: 'registerApp' },
    async (call) => {
      const { app, form } = call
      const { client, secret = '' } = await registerApp(app, {
        name: form.client_name ?? '',
        redirectUris: form.redirect_uris,
        scopes: form.scopes || DEFAULT_SCOPES,
        website: form.website,
      })
      return {
        ...renderClientApp(client),
        client_id: client.client_id,
        client_secret: secret,
        client_secret_expires_at: 0 as const,
      }
    },
  ),
  endpoint('GET /api/v1/apps/verify_credentials', { scope: 'app', answer: ClientAppEntity }, async ({ client }) =>
    renderClientApp(client),
  ),
]
