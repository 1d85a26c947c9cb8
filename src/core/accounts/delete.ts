import type { Account } from '../../db/tables/accounts.ts'
import type { App, Tx } from '../app.ts'
import { Forbidden } from '../errors.ts'
import type { Via } from '../events.ts'
import { isNotDeletedSql } from '../policy/active.ts'

/**
 * Deletes an account for good, of this server or another (A-14, C18). It is gone at once; its login and
 * what it left behind go by reactions. Its row stays, so that its name is never issued again (R-59, E-27), and so do its keys, so
 * that others can still verify its Delete (E-28). Again is no error.
 * @throws Forbidden for the server's own actor
 */
export async function deleteAccount(app: App, account: Account, { via }: { via: Via }): Promise<void> {
  if (account.uri === app.uris.instanceActor) throw new Forbidden('server-actor-undeletable')
  await app.transaction(async (tx) => {
    await tx.lock(`account:${account.uri}`)
    const alive = await tx.db
      .selectFrom('accounts')
      .select('id')
      .where('id', '=', account.id)
      .where(isNotDeletedSql('accounts'))
      .executeTakeFirst()
    if (!alive) return
    await tx.emit('account.deleted', { account_id: account.id, via })
    await empty(tx, account)
  })
}

/** What the profile told is gone with the account; what identifies it stays. */
async function empty(tx: Tx, account: Account): Promise<void> {
  await tx.db
    .updateTable('accounts')
    .set((set) => ({
      display_name: '',
      note: '',
      note_source: '',
      fields: [],
      emojis: [],
      avatar_url: null,
      header_url: null,
      also_known_as: [],
      moved_to_uri: null,
      deleted_at: tx.clock.now(),
      revision: set('revision', '+', 1),
    }))
    .where('id', '=', account.id)
    .execute()
}
