/** Finds the viewer and checks the token's scopes. Only the `Authorization` header carries tokens (case 88). */
import type { App } from '../../core/app.ts'
import { Forbidden } from '../../core/errors.ts'
import { findViewer, type Viewer } from '../../core/tokens/find.ts'
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
 * @returns the viewer, or undefined for an anonymous request to a public endpoint
 * @throws HttpError 401 for a missing or invalid token, Forbidden for a missing scope
 */
export async function authorize(app: App, header: string | undefined, access: ReadAccess): Promise<Viewer | undefined> {
  const { isPublic, scopes } = access
  if (header === undefined) {
    if (isPublic) return undefined
    throw unauthorized()
  }
  const key = BEARER.exec(header)?.[1]
  const found = key === undefined ? undefined : await findViewer(app, key)
  // A public endpoint refuses an invalid token too. Otherwise its client would silently see less than it expects.
  if (!found) throw unauthorized()
  const viewer = await noteActivity(app, found)
  if (scopes.length > 0 && !scopes.some((scope) => covers(viewer.scopes, scope))) {
    throw new Forbidden('scope-missing')
  }
  return viewer
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
