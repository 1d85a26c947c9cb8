/** Finds the viewer and checks the token's scopes. Only the `Authorization` header carries tokens (case 88). */
import type { App } from '../../core/app.ts'
import { Forbidden } from '../../core/errors.ts'
import { giveBack, spend } from '../../core/rate-limits/spend.ts'
import { findViewer, isCachedToken, type Viewer } from '../../core/tokens/find.ts'
import { covers } from '../../core/tokens/scopes.ts'
import { noteActivity } from '../../core/users/note-activity.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { HttpError } from './answer-error.ts'
import type { Access } from './endpoint.ts'

const BEARER = /^Bearer +([\x21-\x7e]{1,512})$/i

export interface ReadAccess {
  /** A token is optional. */
  isPublic: boolean
  /** A token must have one of these. */
  scopes: string[]
}

/**
 * Finds the viewer of an `Authorization` header. A wrong token is counted by network, and refused before the database
 * is asked once that network has sent too many.
 * @throws HttpError 401 for an invalid token, TooManyRequests
 */
export async function identify(app: App, header: string, network: string): Promise<Viewer> {
  const key = BEARER.exec(header)?.[1]
  const isKnown = key !== undefined && isCachedToken(app, key)
  if (!isKnown) spend(app, 'wrongToken', network)
  const found = key === undefined ? undefined : await findViewer(app, key)
  // Answered on public endpoints too. Otherwise the client would silently see less than it expects.
  if (!found) throw unauthorized()
  if (!isKnown) giveBack(app, 'wrongToken', network)
  return await noteActivity(app, found)
}

/** @throws HttpError 401 if a token is missing, Forbidden if it lacks the scope */
export function requireAccess(viewer: Viewer | undefined, { isPublic, scopes }: ReadAccess): void {
  if (!viewer && !isPublic) throw unauthorized()
  if (viewer && scopes.length > 0 && !scopes.some((scope) => covers(viewer.scopes, scope)))
    throw new Forbidden('scope-missing')
}

/** `public / read:statuses` → anyone may call, but a token must have that scope. */
export function readAccess(access: Access): ReadAccess {
  const isPublic = access.startsWith('public')
  const scopes = access
    .replace(/^public( \/ )?/, '')
    .split(' ')
    .filter(Boolean)
  return { isPublic, scopes }
}

function unauthorized(): HttpError {
  const description = sentenceOf(['token-invalid'])
  return new HttpError(401, ['token-invalid'], {
    'WWW-Authenticate': `Bearer realm="Atoll", error="invalid_token", error_description="${description}"`,
  })
}
