/** Activities about a local account: which accounts send them, and their recipients. */
import { findAccount } from '../../core/accounts/find.ts'
import type { Tx } from '../../core/app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import { findCommunitiesOf, findRecentContacts, inboxesOf } from './recipients.ts'

/** @returns undefined for a remote account and for the instance actor */
export async function findOwnPerson(tx: Tx, id: Id): Promise<Account | undefined> {
  const account = await findAccount(tx, id)
  return account?.domain === null && account.uri !== tx.uris.instanceActor ? account : undefined
}

/** The inboxes of the accounts that an account mentioned or replied to recently, and of the communities. */
export async function inboxesOfRecentContacts(tx: Tx, accountId: Id): Promise<string[]> {
  return inboxesOf(tx, await findRecentContacts(tx, accountId, tx.clock.now()))
}

/** The inboxes of the recent contacts of an account, and of all communities in whose threads it wrote. */
export async function inboxesOfContacts(tx: Tx, accountId: Id): Promise<string[]> {
  const recent = await findRecentContacts(tx, accountId, tx.clock.now())
  return inboxesOf(tx, [...recent, ...(await findCommunitiesOf(tx, accountId))])
}
