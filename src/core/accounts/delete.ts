import { pickColumns } from '../../db/pick-columns.ts'
import { type Account, accounts, PROFILE, type ProfileColumn } from '../../db/tables/accounts.ts'
import { defaultsOf } from '../../db/tables/defaults.ts'
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

/** What identifies an account stays, and how it is shown where others still name it. */
const KEPT: ReadonlySet<string> = new Set<ProfileColumn>(['actor_type', 'url', 'locked', 'bot'])
const EMPTIED = [
  ...PROFILE.filter((column) => !KEPT.has(column)),
  ...(['note_source', 'emojis', 'avatar_url', 'header_url'] as const),
]
const EMPTY = pickColumns(defaultsOf(accounts), EMPTIED)

/** What the profile told is gone with the account. */
async function empty(tx: Tx, account: Account): Promise<void> {
  await tx.db
    .updateTable('accounts')
    .set((set) => ({ ...EMPTY, deleted_at: tx.clock.now(), revision: set('revision', '+', 1) }))
    .where('id', '=', account.id)
    .execute()
}
