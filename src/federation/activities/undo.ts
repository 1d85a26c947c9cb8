import { readEmbedded, readId, readType } from '../../activitypub/read.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import { PUBLIC } from '../../activitypub/vocabulary.ts'
import { findAccount, findAccountByUri } from '../../core/accounts/find.ts'
import type { App, Tx } from '../../core/app.ts'
import { lockObject } from '../../core/lock-object.ts'
import { isDeleted } from '../../core/policy/active.ts'
import { isCommunity } from '../../core/policy/community.ts'
import { CHAT_MESSAGE } from '../../core/statuses/chat-message.ts'
import { restoreMessage } from '../../core/statuses/deleted-messages.ts'
import { findTombstone, isTombstoned, removeTombstone, type Tombstone } from '../../core/tombstones/tombstone.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import { type Activity, embed } from '../objects/activity.ts'
import { ownId } from '../objects/own-ids.ts'
import { type Outgoing, send } from '../outbox/send.ts'
import { restoreActor } from '../refresh/restored-actor.ts'
import { requestRestore } from '../refresh/restored-status.ts'
import {
  type ActivityType,
  type Commit,
  type Done,
  type Incoming,
  NO_EFFECT,
  STORED_BY_FETCH,
  type Undone,
} from './activity.ts'
import { mayModerate, namedCommunity } from './moderation.ts'
import { lockActivity, rememberTaken, rememberUndo, rememberUndone } from './pending-undo.ts'
import { isAnnounced, isLateUndo, markReceived } from './undo-marks.ts'

const UNDO = { type: 'Undo', effect: 'remove' } as const

/**
 * Undoes an activity of the same actor, which the Undo embeds or names by its id.
 * @param undoable the types that can be undone, most likely first: a bare id is tried with each in turn
 */
export function createUndo(undoable: readonly ActivityType[]): ActivityType {
  return {
    ...UNDO,
    isAnnounced: true,
    isAllowedWhenSuspended: true,
    verify,
    async receive(app, undo) {
      const { object, objectId, actor, community, json } = undo
      const inner = readEmbedded(object)
      const about = readId(inner?.object)
      const undone = { id: objectId, objectId: about && (await ownId(app, about)), actor, community, object, json }
      const type = inner && readType(inner)
      if (type === 'Delete') return undoDelete(app, undo, undone, undoable)
      const candidates = type === undefined ? undoable : undoable.filter((one) => one.type === type)
      if (candidates.length === 0) return undefined
      const keyed = type === undefined || !candidates[0]?.isKeyedByObject ? undefined : type
      return (tx) => commitUndo(tx, undo, undone, { candidates, keyed })
    },
  }
}

function verify({ object, objectId, actor }: Incoming): boolean {
  const inner = readEmbedded(object)
  if (!inner) return objectId !== undefined
  // An actor can undo only its own activities (case 37). An embedded activity without an actor is the sender's.
  return inner.actor === undefined || readId(inner.actor) === actor.uri
}

/**
 * Undo(Delete): the author, or a moderator of the post's community, says that a deleted object exists again, and its
 * origin decides (FEP-4f05, C8); or a moderator puts a post back into the community.
 */
async function undoDelete(
  app: App,
  undo: Incoming,
  undone: Undone,
  undoable: readonly ActivityType[],
): Promise<Commit | undefined> {
  const { objectId: uri, actor } = undone
  if (uri === undefined) return undefined
  const account = uri === actor.uri ? undefined : await findAccountByUri(app, uri)
  if (account) return sameOrigin(uri, actor.uri) ? restoreCommunity(app, undo, account) : undefined
  const candidates = undoable.filter(({ type }) => type === 'Delete')
  return async (tx) => {
    await lockObject(tx, uri)
    const tombstone = await findTombstone(tx, uri)
    if (tombstone?.former_type === CHAT_MESSAGE) return undeleteMessage(tx, actor, tombstone)
    if (await findFirst(tx, candidates, undone)) return commitUndo(tx, undo, undone, { candidates, keyed: undefined })
    if (await isRestorable(tx, uri, undone)) return restore(tx, undo, uri)
    // The Delete may still be on its way (C9).
    if (uri !== actor.uri) await rememberUndo(tx, 'Delete', undone)
    return NO_EFFECT
  }
}

/** Its server shows a private message to nobody, so its author is believed, also about later edits. */
async function undeleteMessage(tx: Tx, actor: Account, { uri, account_id, created_at }: Tombstone): Promise<unknown> {
  if (account_id !== actor.id) return NO_EFFECT
  await removeTombstone(tx, uri, created_at)
  return restoreMessage(tx, actor, uri)
}

/**
 * A moderator or an administrator of its server brings a community back, and its followers here with it.
 * @throws Declined if it is still deleted, Unavailable if it is too early to ask
 */
async function restoreCommunity(
  app: App,
  { receivedAt, budget }: Incoming,
  account: Account,
): Promise<Commit | undefined> {
  if (!isCommunity(account) || !isDeleted(account)) return undefined
  await restoreActor(app, account, { isUndo: true, receivedAt, budget })
  return STORED_BY_FETCH
}

async function isRestorable(tx: Tx, uri: string, { actor, community }: Undone): Promise<boolean> {
  const isOfOrigin = sameOrigin(uri, actor.uri) || sameOrigin(uri, community?.uri ?? '')
  return isOfOrigin && (await isTombstoned(tx.db, uri))
}

/** What local accounts see of a community's topics are its boosts, so the community boosts the topic again. */
async function restore(tx: Tx, undo: Incoming, uri: string): Promise<void> {
  const { id, actor, community } = undo
  const boost = community && id !== undefined ? { community_id: community.id, boost_uri: id } : {}
  // Only in a community may somebody else than its author ask for it.
  const decider = await namedCommunity(tx, undo)
  const isByModerator = decider !== undefined && (await mayModerate(tx, undo, decider))
  const actor_uri = (isByModerator ? await findOwnerUri(tx, uri) : undefined) ?? actor.uri
  await requestRestore(tx, { uri, actor_uri, isWanted: community !== undefined, ...boost })
}

/** Whose the deleted object is. The sender may be a moderator. */
async function findOwnerUri(tx: Tx, uri: string): Promise<string | undefined> {
  const tombstone = await findTombstone(tx, uri)
  const owner = tombstone?.account_id == null ? undefined : await findAccount(tx, tombstone.account_id)
  return owner?.uri
}

interface Candidates {
  candidates: readonly ActivityType[]
  /** The type of the undone activity, if actor and object identify it. */
  keyed: string | undefined
}

async function commitUndo(tx: Tx, undo: Incoming, undone: Undone, { candidates, keyed }: Candidates): Promise<unknown> {
  if (undone.id !== undefined) await lockActivity(tx, undone.id)
  const done = await findFirst(tx, candidates, undone)
  const isExact = done !== undefined && done.uri === (undone.id ?? null)
  if (!isExact && (await isLateUndo(tx, undo, undone))) return rememberRepeated(tx, undo, undone)
  await markReceived(tx, undo)
  if (done) {
    await done.undo()
    return rememberTaken(tx, undone, done.uri)
  }
  await rememberUndo(tx, keyed, undone)
  return NO_EFFECT
}

/** What the actor sends and a community announces arrives twice, and a copy may still be on its way (C9). */
async function rememberRepeated(tx: Tx, undo: Incoming, undone: Undone): Promise<typeof NO_EFFECT> {
  if (await isAnnounced(tx, undo)) await rememberUndone(tx, undone)
  return NO_EFFECT
}

async function findFirst(tx: Tx, candidates: readonly ActivityType[], undone: Undone): Promise<Done | undefined> {
  for (const candidate of candidates) {
    const done = await candidate.findUndone?.(tx, undone)
    if (done) return done
  }
  return undefined
}

/**
 * Sends the Undo of `outgoing.activity`.
 * @param again distinguishes this Undo from an earlier one of the same activity
 */
export function sendUndo(tx: Tx, outgoing: Outgoing, again?: Id): Promise<void> {
  const undo = renderUndo(outgoing.activity)
  return send(tx, UNDO, { ...outgoing, activity: again ? { ...undo, id: `${undo.id}/${again}` } : undo })
}

/** Embeds the undone activity under the id that was sent, because Akkoma undoes only ids that it knows. */
function renderUndo(undone: Activity): Activity {
  const isAnnounce = undone.type === 'Announce'
  return {
    id: `${undone.id}${undone.id.includes('#') ? '/' : '#'}undo`,
    type: 'Undo',
    actor: undone.actor,
    to: isAnnounce ? [PUBLIC] : undone.to,
    cc: isAnnounce ? undone.to.concat(undone.cc).filter((one) => one !== PUBLIC) : undone.cc,
    ...(undone.audience !== undefined && { audience: undone.audience }),
    object: embed(undone),
  }
}
