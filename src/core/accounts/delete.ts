import type { Account } from '../../db/tables/accounts.ts'
import type { App, Tx } from '../app.ts'
import { Forbidden } from '../errors.ts'
import type { Via } from '../events.ts'
import { revokeAllTokens } from '../tokens/revoke.ts'
import { purgeAccount } from './purge.ts'

/**
 * Deletes an account for good, here or elsewhere (A-14, C18). It is gone at once for everybody; what it left behind goes
 * in slices (`purgeAccount`). Its row stays, so that its name is never issued again (R-59, E-27), and so do its keys, so
 * that others can still verify its Delete (E-28). Again is no error.
 * @throws Forbidden for the server's own actor
 */
export async function deleteAccount(app: App, account: Account, { via }: { via: Via }): Promise<void> {
  if (account.uri === app.uris.instanceActor) throw new Forbidden('The actor of this server cannot be deleted')
  await app.transaction(async (tx) => {
    await tx.lock(`account:${account.uri}`)
    const alive = await tx.db
      .selectFrom('accounts')
      .select('id')
      .where('id', '=', account.id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst()
    if (!alive) return
    await tx.emit('account.deleted', { account_id: account.id, via })
    await empty(tx, account)
    await deleteLogin(tx, account)
    await tx.enqueue(purgeAccount, { account_id: account.id })
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

async function deleteLogin(tx: Tx, account: Account): Promise<void> {
  if (account.domain !== null) return
  const user = await tx.db.selectFrom('users').select('id').where('account_id', '=', account.id).executeTakeFirst()
  if (!user) return
  await revokeAllTokens(tx, user)
  await tx.db.deleteFrom('users').where('id', '=', user.id).execute()
}
