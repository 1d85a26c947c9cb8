/** Who calls, and whether the token's scopes allow it. Tokens come in the `Authorization` header only (case 88). */
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
  /** Anyone may call it, with or without a token. */
  isPublic: boolean
  /** A token needs one of these. */
  scopes: string[]
}

/**
 * @returns undefined for nobody, where the endpoint is public
 * @throws HttpError 401, Forbidden
 */
export async function authorize(app: App, header: string | undefined, access: ReadAccess): Promise<Viewer | undefined> {
  const { isPublic, scopes } = access
  if (header === undefined) {
    if (isPublic) return undefined
    throw unauthorized()
  }
  const key = BEARER.exec(header)?.[1]
  const found = key === undefined ? undefined : await findViewer(app, key)
  // Also on public endpoints: the sender of a dead token must learn of it, and not see less than expected.
  if (!found) throw unauthorized()
  const viewer = await noteActivity(app, found)
  if (scopes.length > 0 && !scopes.some((scope) => covers(viewer.scopes, scope))) {
    throw new Forbidden('scope-missing')
  }
  return viewer
}

/** `public / read:statuses` → anyone, but tokens need that scope. */
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
