/**
 * Inbox forwarding (A-08, ActivityPub §7.1.2): a reply to a local post is sent on to the followers of the post's
 * author, and so are later Updates and the Delete of the reply. The bytes stay as received, since the receivers trust
 * only the proof inside them. One delivery here becomes many, so only what a receiver could verify is forwarded, and
 * only if it is small and its sender does not do it often.
 */
import type { Envelope } from '../../activitypub/activity-envelope.ts'
import { hasPlausibleProof } from '../../activitypub/proof.ts'
import { readEmbedded, readFirstId } from '../../activitypub/read.ts'
import { hostOf } from '../../activitypub/uris.ts'
import { PUBLIC } from '../../activitypub/vocabulary.ts'
import type { Tx } from '../../core/app.ts'
import { isOpen } from '../../core/policy/open.ts'
import { findStatus, findStatusByUri } from '../../core/statuses/find.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import { ownId } from '../objects/own-ids.ts'
import { inboxesOfFew } from '../outbox/audience.ts'
import { enqueueDeliveries } from '../outbox/enqueue.ts'
import { fanOutToInboxes } from '../outbox/fan-out.ts'
import { destinations } from '../outbox/recipients.ts'
import { mayForward } from './forward-rate.ts'

/** Forwarding is a courtesy, so it is limited to this many inboxes. */
const MAX_INBOXES = 5_000
const MAX_BOOSTERS = 100
/** Longer activities are not forwarded. A post with its proof has a few kilobytes. */
const MAX_FORWARDED_BYTES = 65_536
const FORWARDED: ReadonlySet<string> = new Set(['Create', 'Update', 'Delete'])

/**
 * Forwards an activity that its own actor sent, if it is public and carries a proof. To be called before the activity
 * takes effect: a Delete removes the rows that say which accounts it concerns.
 */
export async function forward(tx: Tx, envelope: Envelope, body: string): Promise<void> {
  if (!isForwardable(envelope, body, tx.clock.now())) return
  const followersOf = await concernedAccounts(tx, envelope)
  const [first] = followersOf
  if (first === undefined) return
  const except_host = hostOf(envelope.actor)
  const few = await inboxesOfFew(tx, { followersOf })
  const others = few?.filter((inbox) => hostOf(inbox) !== except_host)
  const list = await destinations(tx, others ?? [])
  if ((few && list.length === 0) || !mayForward(tx, envelope.actor)) return
  const about = envelope.objectId ?? envelope.id
  const outbox_id = tx.ids.next()
  const type = envelope.type
  const row = {
    id: outbox_id,
    uri: envelope.id,
    account_id: first,
    type,
    object_uri: about,
    effect: 'none',
    body,
  } as const
  await tx.db
    .insertInto('outbox')
    .values({ ...row, created_at: tx.clock.now() })
    .execute()
  await enqueueDeliveries(tx, { outbox_id, about }, list)
  const fanOut = { outbox_id, about, followers_of: followersOf, except_host, most: MAX_INBOXES }
  if (!few) await tx.enqueue(fanOutToInboxes, fanOut)
}

/** Without a proof, no receiver would trust the activity. */
function isForwardable({ types, to, cc, json, actor }: Envelope, body: string, now: number): boolean {
  return (
    types.some((type) => FORWARDED.has(type)) &&
    (to.includes(PUBLIC) || cc.includes(PUBLIC)) &&
    Buffer.byteLength(body) <= MAX_FORWARDED_BYTES &&
    hasPlausibleProof(json, actor, now)
  )
}

/** Local accounts whose followers have seen the object: the author of the parent post, and those who boosted it. */
async function concernedAccounts(tx: Tx, { object, objectId }: Envelope): Promise<Id[]> {
  const known = objectId === undefined ? undefined : await findStatusByUri(tx, objectId)
  const parent = known ? await parentOf(tx, known) : await namedParent(tx, object)
  const answered = parent?.local && isOpen(parent) ? [parent.account_id] : []
  return [...new Set([...answered, ...(known && isOpen(known) ? await localBoosters(tx, known) : [])])]
}

async function parentOf(tx: Tx, { in_reply_to_id }: Status): Promise<Status | undefined> {
  return in_reply_to_id === null ? undefined : findStatus(tx, in_reply_to_id)
}

async function namedParent(tx: Tx, object: unknown): Promise<Status | undefined> {
  const address = readFirstId(readEmbedded(object)?.inReplyTo)
  return address !== undefined && tx.uris.isLocal(address) ? findStatusByUri(tx, await ownId(tx, address)) : undefined
}

async function localBoosters(tx: Tx, { id }: Status): Promise<Id[]> {
  const rows = await tx.db
    .selectFrom('statuses')
    .select('account_id')
    .where('boost_of_id', '=', id)
    .where('local', '=', true)
    .limit(MAX_BOOSTERS)
    .execute()
  return rows.map((row) => row.account_id)
}
