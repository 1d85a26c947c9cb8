import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { logins } from './logins.ts'

/** Clears a user's cached logins after the commit. Every change of a user or a token must call it. */
export function forgetLogins(tx: Tx, userId: Id): void {
  tx.afterCommit(() => {
    const known = tx.slot(logins)
    for (const [hash, { user }] of known.entries()) if (user.id === userId) known.delete(hash)
  })
}
