/** Sending: the activity becomes a row of `outbox`, and each inbox a job, in the transaction of the deed. */

import { OBJECT_CONTEXT } from '../../activitypub/vocabulary.ts'
import type { Tx } from '../../core/app.ts'
import type { Id } from '../../lib/ids.ts'
import type { Activity } from './activity.ts'
import { outgoingBody } from './check-outgoing.ts'
import { enqueueDeliveries } from './enqueue.ts'
import { fanOutDelivery, hasPendingFanOut } from './fan-out.ts'
import { destinations, inboxesOfFollowers } from './recipients.ts'
import { dropSuperseded } from './supersede.ts'

/** Up to so many inboxes are written in the transaction of the deed; a longer list is written by a job. */
const FANOUT_INLINE = 5_000

export interface Outgoing {
  activity: Activity
  context?: unknown
  /** Whose key signs it. */
  accountId: Id
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
export async function send(tx: Tx, outgoing: Outgoing): Promise<void> {
  const { about, followersOf = [], atOnce = false } = outgoing
  const followers = followersOf.length === 0 ? [] : await listFollowers(tx, outgoing)
  const byJob = !atOnce && (followers.length > FANOUT_INLINE || (await hasPendingFanOut(tx, about)))
  const direct = await destinations(tx, byJob ? outgoing.inboxes : [...outgoing.inboxes, ...followers])
  const remaining = await dropSuperseded(tx, outgoing, direct)
  if (remaining.length === 0 && !byJob) return
  const outbox_id = await store(tx, outgoing)
  await enqueueDeliveries(tx, { outbox_id, about }, remaining)
  if (byJob) {
    const except = remaining.map(({ inbox }) => inbox)
    await tx.enqueue(fanOutDelivery, { outbox_id, about, followers_of: [...followersOf], except })
  }
}

function listFollowers(tx: Tx, { followersOf = [], atOnce }: Outgoing): Promise<string[]> {
  return inboxesOfFollowers(tx, followersOf, atOnce ? undefined : FANOUT_INLINE + 1)
}

async function store(tx: Tx, { activity, context = OBJECT_CONTEXT, accountId, about }: Outgoing): Promise<Id> {
  const id = tx.ids.next()
  const row = {
    id,
    uri: activity.id,
    account_id: accountId,
    type: activity.type,
    object_uri: about,
    body: outgoingBody({ '@context': context, ...activity }),
    created_at: tx.clock.now(),
  }
  await tx.db.insertInto('outbox').values(row).execute()
  return id
}
