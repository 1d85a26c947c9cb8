import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { logins } from './logins.ts'

/** After the commit, what is remembered of this person's keys is read anew: call it with every change of user or token. */
export function forgetLogins(tx: Tx, userId: Id): void {
  tx.afterCommit(() => {
    const known = tx.slot(logins)
    for (const [hash, { user }] of known.entries()) if (user.id === userId) known.delete(hash)
  })
}
