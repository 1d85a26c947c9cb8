/** The id and secret of an app, from the `Authorization` header or the body (RFC 6749 section 2.3.1). */

import type { App } from '../../core/app.ts'
import { authenticateClient } from '../../core/apps/find.ts'
import { giveBack, spend } from '../../core/rate-limits/spend.ts'
import type { ClientApp } from '../../db/tables/apps.ts'
import { OAuthError } from './answer-error.ts'

const BASIC = /^Basic +([\w+/]{1,2000}={0,2})$/i

interface Credentials {
  clientId: string
  secret: string | undefined
}

export interface Sent {
  authorization: string | undefined
  fields: Record<string, unknown>
  network: string
}

/**
 * Finds the app that calls. Wrong secrets are counted by network.
 * @throws OAuthError 401, TooManyRequests
 */
export async function requireClient(app: App, { authorization, fields, network }: Sent): Promise<ClientApp> {
  spend(app, 'wrongToken', network)
  const { clientId, secret } = fromHeader(authorization) ?? fromBody(fields)
  const client = clientId === '' ? undefined : await authenticateClient(app, clientId, secret)
  if (!client) throw new OAuthError(401, 'invalid_client', ['oauth-invalid-client'], CHALLENGE)
  giveBack(app, 'wrongToken', network)
  return client
}

const CHALLENGE = { 'WWW-Authenticate': 'Basic realm="Atoll"' }

/** Id and secret are form-encoded inside the header. */
function fromHeader(authorization: string | undefined): Credentials | undefined {
  const encoded = authorization && BASIC.exec(authorization)?.[1]
  if (!encoded) return undefined
  const text = Buffer.from(encoded, 'base64').toString()
  const at = text.indexOf(':')
  return at < 0 ? undefined : { clientId: decode(text.slice(0, at)), secret: decode(text.slice(at + 1)) }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

function fromBody({ client_id, client_secret }: Record<string, unknown>): Credentials {
  return {
    clientId: typeof client_id === 'string' ? client_id : '',
    secret: typeof client_secret === 'string' ? client_secret : undefined,
  }
}
