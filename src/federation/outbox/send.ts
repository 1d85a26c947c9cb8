/** Sending: the activity becomes a row of `outbox`, and each inbox a job, in the transaction of the action. */

import { OBJECT_CONTEXT } from '../../activitypub/vocabulary.ts'
import type { Tx } from '../../core/app.ts'
import type { OutboxRow, Purpose } from '../../db/tables/outbox.ts'
import type { Id } from '../../lib/ids.ts'
import type { Activity } from '../objects/activity.ts'
import { visibilityOf } from '../objects/audience.ts'
import { outgoingBody } from './check-outgoing.ts'
import { enqueueDeliveries } from './enqueue.ts'
import { fanOutDelivery, hasPendingFanOut } from './fan-out.ts'
import { destinations, inboxesOfFollowers } from './recipients.ts'
import { dropSuperseded } from './supersede.ts'

/** Up to so many inboxes are written in the transaction of the action; a longer list is written by a job. */
const FANOUT_INLINE = 5_000

/** A type of activity that this server sends: one of `activities/`. */
export interface SentType {
  type: string
  purpose: Purpose
}

export interface Outgoing {
  activity: Activity
  context?: unknown
  /** Whose key signs it. */
  accountId: Id
  /** Default: the current one. */
  signingKey?: OutboxRow['signing_key']
  /** The object: what is about the same one arrives in order, and only its latest state is kept for later (C23). */
  about: string
  /** Inboxes of single people. */
  inboxes: readonly string[]
  /** Local accounts whose followers hear of it. */
  followersOf?: readonly Id[]
  /** Write every inbox now, because the rows that name the followers are about to go. */
  atOnce?: boolean
}

/** Writes one activity and its deliveries. Nobody to tell: nothing is written. */
export async function send(tx: Tx, { purpose }: SentType, outgoing: Outgoing): Promise<void> {
  const { about, followersOf = [], atOnce = false } = outgoing
  const followers = followersOf.length === 0 ? [] : await listFollowers(tx, outgoing)
  const byJob = !atOnce && (followers.length > FANOUT_INLINE || (await hasPendingFanOut(tx, about)))
  const direct = await destinations(tx, byJob ? outgoing.inboxes : [...outgoing.inboxes, ...followers])
  const remaining = await dropSuperseded(tx, { about, purpose }, direct)
  if (remaining.length === 0 && !byJob) return
  const outbox_id = await store(tx, purpose, outgoing)
  await enqueueDeliveries(tx, { outbox_id, about }, remaining)
  if (byJob) {
    const except = remaining.map(({ inbox }) => inbox)
    await tx.enqueue(fanOutDelivery, { outbox_id, about, followers_of: [...followersOf], except })
  }
}

function listFollowers(tx: Tx, { followersOf = [], atOnce }: Outgoing): Promise<string[]> {
  return inboxesOfFollowers(tx, followersOf, atOnce ? undefined : FANOUT_INLINE + 1)
}

async function store(tx: Tx, purpose: Purpose, outgoing: Outgoing): Promise<Id> {
  const { activity, context = OBJECT_CONTEXT, accountId, signingKey = 'current', about } = outgoing
  const id = tx.ids.next()
  const row = {
    id,
    uri: activity.id,
    account_id: accountId,
    type: activity.type,
    object_uri: about,
    purpose,
    audience: visibilityOf(activity, tx.uris.followers(accountId)),
    signing_key: signingKey,
    body: outgoingBody({ '@context': context, ...activity }),
    created_at: tx.clock.now(),
  }
  await tx.db.insertInto('outbox').values(row).execute()
  return id
}
