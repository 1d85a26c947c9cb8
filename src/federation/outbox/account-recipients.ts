/** Which accounts of ours tell others about themselves, and who hears it. */
import { findAccount } from '../../core/accounts/find.ts'
import type { Tx } from '../../core/app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import { findRecentContacts, inboxesOf } from './recipients.ts'

/** @returns undefined for a remote account and for the server's own */
export async function findOwnPerson(tx: Tx, id: Id): Promise<Account | undefined> {
  const account = await findAccount(tx, id)
  return account?.domain === null && account.uri !== tx.uris.instanceActor ? account : undefined
}

/** of those whom an account named or answered lately. */
export async function inboxesOfRecentContacts(tx: Tx, accountId: Id): Promise<string[]> {
  return inboxesOf(tx, await findRecentContacts(tx, accountId, tx.clock.now()))
}

/** Of those whom an account named lately, and of those it follows. */
export async function inboxesOfContacts(tx: Tx, accountId: Id): Promise<string[]> {
  const met = await findRecentContacts(tx, accountId, tx.clock.now())
  const followed = await tx.db.selectFrom('follows').select('target_id').where('account_id', '=', accountId).execute()
  return inboxesOf(tx, [...met, ...followed.map((row) => row.target_id)])
}
