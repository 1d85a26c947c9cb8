import { pickColumns } from '../../db/pick-columns.ts'
import { type Account, accounts, PROFILE, type ProfileColumn } from '../../db/tables/accounts.ts'
import { defaultsOf } from '../../db/tables/defaults.ts'
import type { App, Tx } from '../app.ts'
import { Forbidden } from '../errors.ts'
import type { Via } from '../events.ts'
import { releaseMedia } from '../media/rows/unused.ts'
import { isNotDeletedSql } from '../policy/active.ts'
import { removePictures } from './replace-pictures.ts'

/**
 * Deletes a local or remote account permanently (A-14, C18). It disappears at once; reactions remove its login and
 * everything it left behind. Its row stays, so that its name is never issued again (R-59, E-27). Its keys stay too, so
 * that other servers can verify its Delete (E-28). Deleting it again changes nothing but the time.
 * @throws Forbidden for the server's own actor
 */
export async function deleteAccount(app: App, account: Account, { via }: { via: Via }): Promise<void> {
  if (account.uri === app.uris.instanceActor) throw new Forbidden('server-actor-undeletable')
  await app.transaction(async (tx) => {
    await tx.lock(`account:${account.uri}`)
    const alive = await tx.db
      .selectFrom('accounts')
      .select(['id', 'avatar_key', 'header_key'])
      .where('id', '=', account.id)
      .where(isNotDeletedSql('accounts'))
      .executeTakeFirst()
    if (!alive) return postponeReturn(tx, account, via)
    await tx.emit('account.deleted', { account_id: account.id, via })
    await removePictures(tx, alive)
    await clearProfile(tx, account)
  })
}

/** The origin says once more that a remote account is gone, so an earlier answer of it no longer counts (C8). */
async function postponeReturn(tx: Tx, { id, domain }: Account, via: Via): Promise<void> {
  if (domain === null || via !== 'delivery') return
  await tx.db.updateTable('accounts').set({ deleted_at: tx.clock.now() }).where('id', '=', id).execute()
}

/** These columns stay, because mentions and threads may still show the account. */
const KEPT: ReadonlySet<string> = new Set<ProfileColumn>(['actor_type', 'url', 'locked', 'bot'])
const EMPTIED = [
  ...PROFILE.filter((column) => !KEPT.has(column)),
  ...(['note_source', 'emojis', 'avatar_url', 'avatar_description', 'avatar_key'] as const),
  ...(['header_url', 'header_description', 'header_key'] as const),
]
const EMPTY = pickColumns(defaultsOf(accounts), EMPTIED)

/** Clears the profile. */
async function clearProfile(tx: Tx, account: Account): Promise<void> {
  await tx.db
    .updateTable('accounts')
    .set((set) => ({ ...EMPTY, deleted_at: tx.clock.now(), revision: set('revision', '+', 1) }))
    .where('id', '=', account.id)
    .execute()
  await releaseMedia(tx, [account.avatar_key, account.header_key])
}
