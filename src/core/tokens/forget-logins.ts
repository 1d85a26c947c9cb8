import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'

/** After the commit, what is remembered of this person's keys is read anew: call it with every change of user or token. */
export function forgetLogins(tx: Tx, userId: Id): void {
  tx.afterCommit(() => {
    for (const [hash, { user }] of tx.caches.logins.entries()) if (user.id === userId) tx.caches.logins.delete(hash)
  })
}
