/**
 * Finds who calls, and checks what they may. Only the `Authorization` header carries tokens (case 88). The other
 * file for this is `client-credentials.ts`: the endpoints of OAuth know an app by its id and secret.
 */

import type { App } from '../../core/app.ts'
import { type AppCaller, findAppCaller } from '../../core/apps/app-token.ts'
import { noteOwnUse } from '../../core/apps/note-use.ts'
import { Forbidden } from '../../core/errors.ts'
import { giveBack, spend } from '../../core/rate-limits/spend.ts'
import { findViewer, isCachedToken, type Viewer } from '../../core/tokens/find.ts'
import { isAppToken } from '../../core/tokens/prefixes.ts'
import { covers } from '../../core/tokens/scopes.ts'
import { noteActivity } from '../../core/users/note-activity.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { HttpError } from './answer-error.ts'
import type { Access } from './endpoint.ts'

const BEARER = /^Bearer +([\x21-\x7e]{1,512})$/i

/**
 * `public`: anyone, and a token is optional. `user`: the token of a person. `app`: the token of an app, or of a person
 * who uses one. `client`: the id and secret of an app.
 */
export interface ReadAccess {
  kind: 'public' | 'user' | 'app' | 'client'
  /** A token must have one of these. */
  scopes: string[]
}

/** Whose token came with the request. Both are undefined for a request without one. */
export interface TokenOwner {
  viewer?: Viewer
  /** An app that calls for itself and no person. */
  appCaller?: AppCaller
}

/**
 * Finds the owner of an `Authorization` header. A wrong token is counted by network, and refused before the database is
 * asked once that network has sent too many.
 * @param from.admitsNewcomers whether a login that does not work yet may call
 * @throws HttpError 401 for an invalid token, TooManyRequests
 */
export async function identify(
  app: App,
  header: string,
  { network, admitsNewcomers }: { network: string; admitsNewcomers: boolean },
): Promise<TokenOwner> {
  const key = BEARER.exec(header)?.[1]
  const isKnown = key !== undefined && isCachedToken(app, key)
  if (!isKnown) spend(app, 'wrongToken', network)
  const owner = key === undefined ? undefined : await ownerOf(app, key, { admitsNewcomers })
  // Answered on public endpoints too. Otherwise the client would silently see less than it expects.
  if (!owner) throw unauthorized()
  if (!isKnown) giveBack(app, 'wrongToken', network)
  return owner
}

async function ownerOf(app: App, key: string, options: { admitsNewcomers: boolean }): Promise<TokenOwner | undefined> {
  if (isAppToken(key)) {
    const appCaller = await findAppCaller(app, key)
    if (appCaller) await noteOwnUse(app, appCaller.client)
    return appCaller && { appCaller }
  }
  const viewer = await findViewer(app, key, options)
  return viewer && { viewer: await noteActivity(app, viewer) }
}

/** @throws HttpError 401 if a token is missing, 422 if it belongs to no person; Forbidden if it lacks the scope */
export function requireAccess({ viewer, appCaller }: TokenOwner, { kind, scopes }: ReadAccess): void {
  const granted = viewer?.scopes ?? appCaller?.scopes
  if (!granted) {
    if (kind === 'public' || kind === 'client') return
    throw unauthorized()
  }
  if (kind === 'user' && !viewer) throw new HttpError(422, ['user-token-needed'])
  if (scopes.length > 0 && !scopes.some((scope) => covers(granted, scope))) throw new Forbidden('scope-missing')
}

/** `public / read:statuses` → anyone may call, but a token must have that scope. */
export function readAccess(access: Access): ReadAccess {
  const [, kind = 'user', scopes = ''] = /^(?:(public|app|client)(?: \/ |$))?(.*)$/.exec(access) ?? []
  return { kind: kind as ReadAccess['kind'], scopes: scopes.split(' ').filter(Boolean) }
}

function unauthorized(): HttpError {
  const description = sentenceOf(['token-invalid'])
  return new HttpError(401, ['token-invalid'], {
    'WWW-Authenticate': `Bearer realm="Atoll", error="invalid_token", error_description="${description}"`,
  })
}
