import type { JsonObject } from '../../activitypub/read.ts'
import { readEmbedded, readTime } from '../../activitypub/read.ts'
import { renewActivityId } from '../../core/activity-id.ts'
import type { Reaction, Tx } from '../../core/app.ts'
import { findDropped } from '../../core/dropped/find.ts'
import { NotFound } from '../../core/errors.ts'
import { boost, unboost } from '../../core/interactions/boost.ts'
import { findBoosted } from '../../core/interactions/find.ts'
import type { Uris } from '../../core/own-uris.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Visibility } from '../../db/tables/visibility.ts'
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
import type { ActivityType, Incoming } from './activity.ts'
import { findAnnounced, isActivity, receiveWrappedActivity } from './announced-object.ts'
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
    const inner = readEmbedded(announce.object)
    if (isActivity(inner)) return receiveWrappedActivity(app, announce, inner)
    const status = await findAnnounced(app, announce, requireObjectId(announce))
    if (!status) return undefined
    const { actor, receivedAt } = announce
    const visibility = visibilityOf(announce, actor.followers_url)
    const createdAt = readTime(announce.json.published) ?? receivedAt
    return async (tx) => {
      const given = await unlessUndone(tx, announce)
      if (given) await startBoost(tx, given, status, { visibility, createdAt })
    }
  },
  async findUndone(tx, { id, objectId, actor }) {
    const found = await findBoosted(tx, actor, { uri: id, statusUri: objectId })
    return found && { uri: found.uri, undo: () => unboost(tx, actor, found.boost_of_id, { via: 'delivery' }) }
  },
} satisfies ActivityType

/** @throws RetryLater if the post was dropped from the cache since it was found. It is fetched again */
async function startBoost(tx: Tx, announce: Incoming, status: Status, details: BoostDetails): Promise<void> {
  await resolveParent(tx, status)
  const { id: uri, actor } = announce
  const options = { ...details, ...(uri && { uri }), via: 'delivery' } as const
  const made = await boost(tx, actor, status.id, options).catch(async (error: unknown) => {
    if (!(error instanceof NotFound) || !(await findDropped(tx, status.id))) throw error
    throw new RetryLater(DROPPED_RETRY_MS, 'the boosted post was dropped a moment ago')
  })
  if (uri && made.uri !== uri && !(await findStatusByUri(tx, uri)))
    await supersede(tx, announce, await renewActivityId(tx, 'statuses', { id: made.id }, uri))
}

interface BoostDetails {
  visibility: Visibility
  createdAt: number
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
