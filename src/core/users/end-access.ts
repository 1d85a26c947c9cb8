import type { User } from '../../db/tables/users.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { endAuthorizations } from '../apps/end-authorization.ts'
import { endSessions } from '../sessions/end.ts'
import { endPendingSignIns } from '../sessions/pending.ts'
import { lockTokens } from '../tokens/lock.ts'
import { revokeApiKeys } from '../tokens/revoke.ts'
import { cancelEmailChange } from './change-email.ts'
import { endOneTimeLinks } from './one-time-link.ts'

export interface Kept {
  /** The session in use. */
  sessionId?: Id | undefined
  /** The authorization of the app in use. */
  authorizationId?: Id | undefined
  /** The API key in use, or `all`. */
  apiKeys?: Id | 'all' | undefined
}

/**
 * Ends every way in for a user: sessions, apps, API keys, links that set a password, and a change of address that is not
 * confirmed yet. A changed or reset password, a suspension and a deletion call it.
 */
export async function endAccess(tx: Tx, user: Pick<User, 'id'>, kept: Kept = {}): Promise<void> {
  await lockTokens(tx, user)
  await endPendingSignIns(tx, user)
  await endOneTimeLinks(tx, user, 'reset-password')
  await cancelEmailChange(tx, user)
  await endSessions(tx, user, { except: kept.sessionId })
  await endAuthorizations(tx, user, { except: kept.authorizationId })
  if (kept.apiKeys !== 'all') await revokeApiKeys(tx, user, { except: kept.apiKeys })
}
