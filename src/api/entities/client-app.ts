import { z } from 'zod'
import { redirectUrisOf } from '../../core/apps/redirect-uris.ts'
import type { ClientApp } from '../../db/tables/apps.ts'

/** An app as it sees itself. */
export const ClientAppEntity = z.strictObject({
  id: z.string(),
  name: z.string(),
  website: z.string().nullable(),
  scopes: z.array(z.string()),
  redirect_uris: z.array(z.string()),
  redirect_uri: z.string(),
})
export type ClientAppEntity = z.infer<typeof ClientAppEntity>

/** The answer to the registration. No other answer contains the secret. */
export const NewClientAppEntity = z.strictObject({
  ...ClientAppEntity.shape,
  client_id: z.string(),
  client_secret: z.string(),
  client_secret_expires_at: z.literal(0),
})

export function renderClientApp(app: ClientApp): ClientAppEntity {
  return {
    id: String(app.id),
    name: app.name,
    website: app.website,
    scopes: app.scopes.split(' '),
    redirect_uris: redirectUrisOf(app),
    redirect_uri: app.redirect_uris,
  }
}
