import type { JsonObject } from '../../activitypub/read.ts'
import { readTime } from '../../activitypub/read.ts'
import { renewActivityId } from '../../core/activity-id.ts'
import type { Reaction, Tx } from '../../core/app.ts'
import { holdBoost } from '../../core/communities/removals.ts'
import { findDropped } from '../../core/dropped/find.ts'
import { Forbidden, NotFound } from '../../core/errors.ts'
import { boost, mayBoost, unboost } from '../../core/interactions/boost.ts'
import { findBoosted } from '../../core/interactions/find.ts'
import type { Uris } from '../../core/own-uris.ts'
import { isCommunity } from '../../core/policy/community.ts'
import { isReply } from '../../core/policy/replies.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { RetryLater } from '../../jobs/job.ts'
import { SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { Activity } from '../objects/activity.ts'
import { addressingOf, visibilityOf } from '../objects/audience.ts'
import { type BoostParts, loadNote } from '../objects/load-notes.ts'
import { publishedOf } from '../objects/published.ts'
import { renderNote } from '../objects/render-note.ts'
import { loadOwnBoost, outgoingAboutStatus } from '../outbox/about-status.ts'
import { type Outgoing, send } from '../outbox/send.ts'
import { resolveParent } from '../refresh/thread.ts'
import { type ActivityType, type Incoming, STORED_BY_FETCH } from './activity.ts'
import { findAnnounced } from './announced-object.ts'
import { hasObjectId, requireObjectId } from './object-id.ts'
import { unlessUndone } from './pending-undo.ts'
import { sendUndo } from './undo.ts'
import { supersede } from './undo-marks.ts'

const DROPPED_RETRY_MS = 10 * SECOND

/** A boost. Only the id of an embedded object is used; the object itself is fetched from its origin. */
export const Announce = {
  type: 'Announce',
  effect: 'create',
  isKeyedByObject: true,
  verify: hasObjectId,
  async receive(app, announce) {
    const status = await findAnnounced(app, announce, requireObjectId(announce))
    if (!status) return undefined
    // The id of a Create was announced, and a reply is no boost.
    if (status.uri !== announce.objectId && isReply(status) && isCommunity(announce.actor)) return STORED_BY_FETCH
    return async (tx) => {
      const given = await unlessUndone(tx, announce)
      const made = given && (await startBoost(tx, given, status))
      if (given && made) await renewId(tx, given, made)
    }
  },
  async findUndone(tx, { id, objectId, actor }) {
    const found = await findBoosted(tx, actor, { uri: id, statusUri: objectId })
    return found && { uri: found.uri, undo: () => unboost(tx, actor, found.boost_of_id, { via: 'delivery' }) }
  },
} satisfies ActivityType

/**
 * @returns undefined if the booster is a community whose moderators have removed the post: the boost waits until it is back
 * @throws RetryLater if the post was dropped from the cache since it was found. It is fetched again
 */
async function startBoost(tx: Tx, announce: Incoming, status: Status): Promise<Status | undefined> {
  await resolveParent(tx, status)
  const { id: uri, actor, json, receivedAt } = announce
  const visibility = visibilityOf(announce, actor.followers_url)
  const createdAt = readTime(json.published) ?? receivedAt
  if (uri && isCommunity(actor) && (await holdBoost(tx, actor.id, status.uri, { uri, createdAt }))) return undefined
  const options = { visibility, createdAt, ...(uri && { uri }), via: 'delivery' } as const
  return boost(tx, actor, status.id, options).catch(async (error: unknown) => {
    if (!(error instanceof NotFound) || !(await findDropped(tx, status.id))) throw error
    throw new RetryLater(DROPPED_RETRY_MS, 'the boosted post was dropped a moment ago')
  })
}

/**
 * A topic that a community announces is boosted by it: that is how its followers see it. PieFed announces only its
 * Create; Lemmy and NodeBB announce the post as well, and that Announce gives the boost its id, which an Undo names.
 * @returns the new boost; undefined if it exists, for replies, and for what may not be boosted
 */
export async function boostTopic(tx: Tx, announce: Incoming, uri: string): Promise<Status | undefined> {
  const { actor } = announce
  const status = await findStatusByUri(tx, uri)
  if (!status || status.boost_of_id !== null || isReply(status) || !mayBoost(actor, status)) return undefined
  if (await findBoosted(tx, actor, { uri: undefined, statusUri: uri })) return undefined
  const given = await unlessUndone(tx, { ...announce, objectId: uri })
  return given && startBoost(tx, given, status).catch(unlessRefused)
}

/** The Create counts, even if its author or a block here refuses the boost. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof Forbidden || error instanceof NotFound)) throw error
}

/** The newest id of a boost counts. */
async function renewId(tx: Tx, announce: Incoming, { id, uri: former }: Status): Promise<void> {
  const { id: uri } = announce
  if (uri && former !== uri && !(await findStatusByUri(tx, uri)))
    await supersede(tx, announce, await renewActivityId(tx, 'statuses', { id }, uri))
}

/** status.created, if the status is a boost: sends the Announce. */
export const sendAnnounce: Reaction<'status.created'> = async (tx, { status_id, boost_of_id, via }) => {
  const announce = via === 'local' && boost_of_id !== null ? await outgoingAnnounce(tx, status_id) : undefined
  if (announce) await send(tx, Announce, announce)
}

/**
 * status.deleted, if the status is a boost; runs before its row is deleted. If the account or the original is deleted,
 * the Delete of that suffices, and no Undo is sent.
 */
export const sendUndoAnnounce: Reaction<'status.deleted'> = async (tx, event) => {
  const { status_id, via, isConsequence } = event
  const announce = via === 'local' && !isConsequence ? await outgoingAnnounce(tx, status_id) : undefined
  if (announce) await sendUndo(tx, announce)
}

async function outgoingAnnounce(tx: Tx, id: Id): Promise<Outgoing | undefined> {
  const parts = await loadOwnBoost(tx, id)
  if (!parts) return undefined
  const { author, boosted } = parts
  const original = boosted.status
  // Other servers may be unable to fetch a followers-only post.
  const inlined = original.local && original.visibility === 'followers' ? await loadNote(tx, original) : undefined
  return outgoingAboutStatus(tx, {
    parts,
    activity: renderAnnounce(tx.uris, parts, inlined && renderNote(tx.uris, inlined)),
    people: [boosted.author.id],
    // Boosting, undoing and boosting again are three activities about the same thing, so they share one key.
    about: `${author.uri} boosts ${original.uri}`,
  })
}

/**
 * The Announce of a boost.
 * @param inlined the boosted note, if it is our own followers-only status, which other servers may be unable to fetch
 */
export function renderAnnounce(uris: Uris, { status, author, boosted }: BoostParts, inlined?: JsonObject): Activity {
  return {
    id: announceUri(uris, status),
    type: 'Announce',
    actor: author.uri,
    published: publishedOf(status),
    ...addressingOf(status.visibility, uris.followers(author.id), [boosted.author.uri]),
    object: inlined ?? boosted.status.uri,
  }
}

/** The id of the Announce of a boost. */
export function announceUri(uris: Uris, boost: Status): string {
  return uris.isLocal(boost.uri) ? uris.activity(boost.id) : boost.uri
}
