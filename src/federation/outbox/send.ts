/** Writes an activity to `outbox` and one job for each inbox, in the transaction of the action. */

import { OBJECT_CONTEXT } from '../../activitypub/vocabulary.ts'
import type { Tx } from '../../core/app.ts'
import { hasObjectJobs } from '../../core/object-jobs.ts'
import type { Effect, OutboxRow } from '../../db/tables/outbox.ts'
import type { Id } from '../../lib/ids.ts'
import type { Activity } from '../objects/activity.ts'
import { visibilityOf } from '../objects/audience.ts'
import { type Audience, inboxesOfFew } from './audience.ts'
import { outgoingBody } from './check-outgoing.ts'
import { enqueueDeliveries } from './enqueue.ts'
import { fanOutToInboxes } from './fan-out.ts'
import { destinations } from './recipients.ts'
import { dropSuperseded } from './supersede.ts'

/** An activity type that this server sends. See `activities/`. */
export interface SentType {
  type: string
  effect: Effect
}

/** The inboxes and the audience receive it. If the audience is very large, a job writes the deliveries. */
export interface Outgoing extends Audience {
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
  /** For an update: the Create of the same object in its new state. It replaces the body of those that wait (C23). */
  create?: Activity
  /** Inboxes of individual recipients. */
  inboxes: readonly string[]
}

/** Writes one activity and its deliveries. Without recipients, writes nothing. */
export async function send(tx: Tx, { effect }: SentType, outgoing: Outgoing): Promise<void> {
  const { about, accountId: author, create, inboxes } = outgoing
  if (create) await revise(tx, create)
  const few = (await hasObjectJobs(tx, about)) ? undefined : await inboxesOfFew(tx, outgoing)
  if (!few) return sendToMany(tx, effect, outgoing)
  const all = await destinations(tx, [...inboxes, ...few])
  const remaining = await dropSuperseded(tx, { about, effect }, all)
  if (remaining.length === 0) return
  const outbox_id = await storeActivity(tx, effect, outgoing)
  await enqueueDeliveries(tx, { outbox_id, about, author }, remaining)
}

/** Leaves all deliveries to the job, so that none is made before those of an earlier activity of the same account. */
async function sendToMany(tx: Tx, effect: Effect, outgoing: Outgoing): Promise<void> {
  const { about, accountId: author, inboxes, followersOf = [], followedBy, holdersOf } = outgoing
  await tx.enqueue(fanOutToInboxes, {
    outbox_id: await storeActivity(tx, effect, outgoing),
    about,
    author,
    inboxes: [...inboxes],
    followers_of: [...followersOf],
    followed_by: followedBy,
    holders_of: holdersOf,
  })
}

/** Deliveries that wait carry the new body when they leave, also those that are tried again. */
async function revise(tx: Tx, create: Activity): Promise<void> {
  await tx.db
    .updateTable('outbox')
    .set((set) => ({ body: bodyOf(create), revision: set('revision', '+', 1) }))
    .where('uri', '=', create.id)
    .execute()
}

function bodyOf(activity: Activity, context: unknown = OBJECT_CONTEXT): string {
  return outgoingBody({ '@context': context, ...activity })
}

async function storeActivity(tx: Tx, effect: Effect, outgoing: Outgoing): Promise<Id> {
  const { activity, context, accountId, signingKey = 'current', about } = outgoing
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
    body: bodyOf(activity, context),
    created_at: tx.clock.now(),
  }
  await tx.db.insertInto('outbox').values(row).execute()
  return id
}
