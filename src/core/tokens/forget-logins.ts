import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { logins } from './logins.ts'

/** Call it with every change of a user or token: after the commit, the person's logins are read from the database again. */
export function forgetLogins(tx: Tx, userId: Id): void {
  tx.afterCommit(() => {
    const known = tx.slot(logins)
    for (const [hash, { user }] of known.entries()) if (user.id === userId) known.delete(hash)
  })
}
