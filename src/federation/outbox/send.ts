/** Writes an activity to `outbox` and one job for each inbox, in the transaction of the action. */

import { OBJECT_CONTEXT } from '../../activitypub/vocabulary.ts'
import type { Tx } from '../../core/app.ts'
import type { Effect, OutboxRow } from '../../db/tables/outbox.ts'
import type { Id } from '../../lib/ids.ts'
import type { Activity } from '../objects/activity.ts'
import { visibilityOf } from '../objects/audience.ts'
import { outgoingBody } from './check-outgoing.ts'
import { enqueueDeliveries } from './enqueue.ts'
import { fanOutToInboxes, hasPendingFanOut } from './fan-out.ts'
import { destinations, inboxesOfFollowers } from './recipients.ts'
import { dropSuperseded } from './supersede.ts'

/** Up to this many deliveries are written in the transaction of the action. A job writes a longer list. */
const FANOUT_INLINE = 5_000

/** An activity type that this server sends. See `activities/`. */
export interface SentType {
  type: string
  effect: Effect
}

export interface Outgoing {
  activity: Activity
  context?: unknown
  /** The account whose key signs the deliveries. */
  accountId: Id
  /** Default: the current key. */
  signingKey?: OutboxRow['signing_key']
  /**
   * The ordering key, usually the object's id. Activities with the same key arrive in order, and only the latest state
   * waits in the backlog (C23).
   */
  about: string
  /** Inboxes of individual recipients. */
  inboxes: readonly string[]
  /** Local accounts whose followers receive the activity. */
  followersOf?: readonly Id[]
  /** Write every delivery in this transaction, because the follows are about to be deleted. */
  inline?: boolean
}

/** Writes one activity and its deliveries. Without recipients, writes nothing. */
export async function send(tx: Tx, { effect }: SentType, outgoing: Outgoing): Promise<void> {
  const { about, followersOf = [], inline = false } = outgoing
  const followers = followersOf.length === 0 ? [] : await listFollowers(tx, outgoing)
  const byJob = !inline && (followers.length > FANOUT_INLINE || (await hasPendingFanOut(tx, about)))
  const direct = await destinations(tx, byJob ? outgoing.inboxes : [...outgoing.inboxes, ...followers])
  const remaining = await dropSuperseded(tx, { about, effect }, direct)
  if (remaining.length === 0 && !byJob) return
  const outbox_id = await storeActivity(tx, effect, outgoing)
  await enqueueDeliveries(tx, { outbox_id, about }, remaining)
  if (byJob) {
    const except = remaining.map(({ inbox }) => inbox)
    await tx.enqueue(fanOutToInboxes, { outbox_id, about, followers_of: [...followersOf], except })
  }
}

function listFollowers(tx: Tx, { followersOf = [], inline }: Outgoing): Promise<string[]> {
  return inboxesOfFollowers(tx, followersOf, inline ? undefined : FANOUT_INLINE + 1)
}

async function storeActivity(tx: Tx, effect: Effect, outgoing: Outgoing): Promise<Id> {
  const { activity, context = OBJECT_CONTEXT, accountId, signingKey = 'current', about } = outgoing
  const id = tx.ids.next()
  const row = {
    id,
    uri: activity.id,
    account_id: accountId,
    type: activity.type,
    object_uri: about,
    effect,
    audience: visibilityOf(activity, tx.uris.followers(accountId)),
    signing_key: signingKey,
    body: outgoingBody({ '@context': context, ...activity }),
    created_at: tx.clock.now(),
  }
  await tx.db.insertInto('outbox').values(row).execute()
  return id
}
