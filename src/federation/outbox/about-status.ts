/** What others hear of one of our statuses, and who hears it. */

import { findAccount } from '../../core/accounts/find.ts'
import type { Tx } from '../../core/app.ts'
import { isOpen } from '../../core/policy/open.ts'
import { findStatus } from '../../core/statuses/find.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { Activity } from '../objects/activity.ts'
import { type BoostParts, isBoost, loadNote, type NoteParts } from '../objects/load-notes.ts'
import { findAddressees, findInteractors, inboxesOf } from './recipients.ts'
import type { Outgoing } from './send.ts'

/** A post of ours, ready to be rendered; undefined for a boost or a remote one. */
export async function loadOwnPost(tx: Tx, id: Id): Promise<NoteParts | undefined> {
  const status = await findStatus(tx, id)
  return status?.local && status.boost_of_id === null ? loadNote(tx, status) : undefined
}

/** A boost of ours with what it boosts; undefined for anything else. */
export async function loadOwnBoost(tx: Tx, id: Id): Promise<BoostParts | undefined> {
  const status = await findStatus(tx, id)
  const parts = status?.local && status.boost_of_id !== null ? await loadNote(tx, status) : undefined
  return parts && isBoost(parts) ? parts : undefined
}

interface AboutStatus {
  parts: NoteParts
  activity: Activity
  /** Accounts that hear of it besides followers. */
  people: readonly Id[]
  /** Default: the status. */
  about?: string
}

/** To followers, as far as the status is for them, and to those people. */
export async function outgoingAboutStatus(tx: Tx, { parts, activity, people, about }: AboutStatus): Promise<Outgoing> {
  const { status, author } = parts
  return {
    activity,
    accountId: author.id,
    about: about ?? status.uri,
    inboxes: await inboxesOf(tx, people),
    followersOf: await fanOutAccounts(tx, status),
  }
}

/** All who may hold a copy: also those who boosted, answered or favourited it. */
export async function holdersOf(tx: Tx, status: Status): Promise<Id[]> {
  return [...(await findAddressees(tx, status)), ...(await findInteractors(tx, status.id))]
}

/** a public reply to a local account is also news to that account's followers, who see the thread. */
async function fanOutAccounts(tx: Tx, status: Status): Promise<Id[]> {
  if (status.visibility === 'direct') return []
  const answered = status.in_reply_to_account_id
  if (answered === null || answered === status.account_id || !isOpen(status)) return [status.account_id]
  const parent = await findAccount(tx, answered)
  return parent?.domain === null ? [status.account_id, answered] : [status.account_id]
}
