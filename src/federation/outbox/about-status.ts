/** Activities about a local status, and their recipients. */

import { findAccount } from '../../core/accounts/find.ts'
import type { Tx } from '../../core/app.ts'
import { isOpen } from '../../core/policy/open.ts'
import { findStatus } from '../../core/statuses/find.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { Activity } from '../objects/activity.ts'
import { type BoostParts, isBoost, loadNote, type NoteParts } from '../objects/load-notes.ts'
import { inboxesOf } from './recipients.ts'
import type { Outgoing } from './send.ts'

/** The parts of a local post. Undefined for a boost or a remote post. */
export async function loadOwnPost(tx: Tx, id: Id): Promise<NoteParts | undefined> {
  const status = await findStatus(tx, id)
  return status?.local && status.boost_of_id === null ? loadNote(tx, status) : undefined
}

/** The parts of a boost by a local account. Undefined for any other status. */
export async function loadOwnBoost(tx: Tx, id: Id): Promise<BoostParts | undefined> {
  const status = await findStatus(tx, id)
  const parts = status?.local && status.boost_of_id !== null ? await loadNote(tx, status) : undefined
  return parts && isBoost(parts) ? parts : undefined
}

interface AboutStatus {
  parts: NoteParts
  activity: Activity
  /** Of the same post, if the activity updates it. */
  create?: Activity
  /** Whether the servers that have a copy need it. */
  isForHolders?: true
  /** Accounts that receive the activity in addition to followers and the community of the thread. */
  people: readonly Id[]
  /** The ordering key. Default: the status. */
  about?: string
}

/** Addresses an activity to `people`, to the community of the thread and, unless the status is direct, to followers. */
export async function outgoingAboutStatus(
  tx: Tx,
  { parts, activity, create, people, about, isForHolders }: AboutStatus,
): Promise<Outgoing> {
  const { status, author, community } = parts
  return {
    activity,
    ...(create && { create }),
    accountId: author.id,
    about: about ?? status.uri,
    inboxes: await inboxesOf(tx, community ? [...people, community.id] : people),
    followersOf: await fanOutAccounts(tx, status),
    ...(isForHolders && { holdersOf: status.id }),
  }
}

/**
 * The accounts whose followers receive an activity about this status. A public reply to another local account also goes
 * to the followers of that account, who see the thread.
 */
async function fanOutAccounts(tx: Tx, status: Status): Promise<Id[]> {
  if (status.visibility === 'direct') return []
  const parentAuthorId = status.in_reply_to_account_id
  if (parentAuthorId === null || parentAuthorId === status.account_id || !isOpen(status)) return [status.account_id]
  const parentAuthor = await findAccount(tx, parentAuthorId)
  return parentAuthor?.domain === null ? [status.account_id, parentAuthorId] : [status.account_id]
}
