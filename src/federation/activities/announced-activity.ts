/**
 * Communities announce what happens in them (FEP-1b12, A-30), and their members learn of it in no other way. What was
 * done on the server of the community, that server vouches for. Anything else is fetched from where it was done.
 */
import { type Envelope, readEnvelope } from '../../activitypub/activity-envelope.ts'
import { hasType, type JsonObject, readEmbedded, readId, readTypes } from '../../activitypub/read.ts'
import { hasFragment, hostOf, sameOrigin } from '../../activitypub/uris.ts'
import { NOTE_LIKE_TYPES } from '../../activitypub/vocabulary.ts'
import { findAccountByUri } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { requireUnblocked } from '../../core/domains/is-blocked.ts'
import { Declined, Forbidden, Gone, NotFound, Unavailable } from '../../core/errors.ts'
import { isCommunity } from '../../core/policy/community.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import { isTombstoned } from '../../core/tombstones/tombstone.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Budget } from '../fetch/budget.ts'
import { type FetchedDocument, fetchRemote } from '../fetch/document.ts'
import { OverLimit } from '../fetch/over-limit.ts'
import { withPermit } from '../fetch/permits.ts'
import { singleFlight } from '../fetch/single-flight.ts'
import { hasLocalFollower } from '../notes/relevance.ts'
import { ownId } from '../objects/own-ids.ts'
import { type ActivityType, type Commit, type Incoming, NO_EFFECT } from './activity.ts'
import { Announce, boostTopic } from './announce.ts'
import { receiveAuthenticated } from './authenticated.ts'
import { waitForPost } from './expected-post.ts'
import { requireObjectId } from './object-id.ts'
import { receiveReported } from './reported-activity.ts'
import { isWithdrawn } from './withdrawn-like.ts'

/** An unknown post needs no votes. */
const VOTES = ['Like', 'Dislike']

type Types = ReadonlyMap<string, ActivityType>

/**
 * The Announce of a post, or of an activity.
 * @param announced the types of activities that take effect in this way
 */
export function createAnnounce(announced: readonly ActivityType[]): ActivityType {
  const types: Types = new Map(announced.map((one) => [one.type, one]))
  return {
    ...Announce,
    receive(app, announce) {
      const inner = readEmbedded(announce.object)
      if (isActivity(inner)) return receiveAnnounced(app, announce, { inner, types })
      return Announce.receive(app, announce).catch((error: unknown) => receiveNamed(app, announce, types, error))
    },
  }
}

/** Mbin announces the activities of other servers by their ids alone. @throws `error` if it is no activity */
async function receiveNamed(app: App, announce: Incoming, types: Types, error: unknown): Promise<Commit | undefined> {
  const isNoPost = error instanceof Declined && error.code === 'not-a-post'
  if (!isNoPost || !isCommunity(announce.actor)) throw error
  const fetched = await fetchUnlessRefused(app, requireObjectId(announce), announce.budget)
  if (!isActivity(fetched?.json)) throw error
  return receiveAnnounced(app, announce, { inner: fetched.json, types, servedAt: fetched.id })
}

/** Whether an announced object is an activity. Lemmy adds an `actor` to the posts that it announces, too. */
function isActivity(object: JsonObject | undefined): object is JsonObject {
  return object?.actor !== undefined && object.object !== undefined && !hasType(object, ...NOTE_LIKE_TYPES)
}

interface Announced {
  inner: JsonObject
  types: Types
  /** Its id, if that was announced and its own server has just served it there. */
  servedAt?: string
}

async function receiveAnnounced(
  app: App,
  announce: Incoming,
  { inner, types, servedAt }: Announced,
): Promise<Commit | undefined> {
  const { actor: community } = announce
  if (!isCommunity(community)) return receiveReported(app, announce, inner)
  const envelope = readEnvelope(inner)
  if (envelope.kind === 'problem') throw new Declined('protocol-error', { reason: envelope.message })
  // An activity without an id of its own could be served by anybody.
  if (servedAt !== undefined && !(envelope.hasOwnId && envelope.id === servedAt)) return undefined
  // What people here did comes back.
  if (app.uris.isLocal(envelope.actor)) return undefined
  await requireUnblocked(app, hostOf(envelope.actor) ?? '')
  if (isProfileOf(community, envelope)) return receiveProfile(app, announce, envelope, types)
  const claim = claimOf(envelope)
  if (![envelope.types, claim.types].every((names) => isOneOf(types, names))) return undefined
  const found = await findScope(app, community, envelope, claim)
  const scope = { ...found, isVouchedFor: found.isVouchedFor || servedAt !== undefined }
  if (isVoteOnUnknown(scope)) await waitForPost(app, announce, scope.uri ?? '')
  if (!isRelevant(scope)) return undefined
  const isCreated = envelope.types.includes('Create')
  // Its author sent it, too, or another community announced it.
  const isKnownPost = isCreated && scope.isKnown
  const received = isKnownPost ? undefined : receiveInner(app, announce, envelope, { scope, types })
  const commit = await (isVoteOnRemote(app, scope) ? received?.catch(unlessUnavailable) : received)
  return isCreated && scope.isFollowed && !isReply(envelope) ? withBoost(announce, scope.uri, commit) : commit
}

/** An activity of two types could pass the checks of one and have the effect of the other. */
function isOneOf(types: Types, names: readonly string[]): boolean {
  return names.filter((name) => types.has(name)).length === 1
}

/** Whether it changes the profile of the community. A moderator, perhaps of another server, may have done that. */
function isProfileOf({ uri }: Account, { types, objectId }: Envelope): boolean {
  return types.includes('Update') && objectId === uri
}

/** A community speaks for itself, whoever changed it, and whatever else the activity claims to be. */
async function receiveProfile(
  app: App,
  { actor, receivedAt, attempt, budget }: Incoming,
  envelope: Envelope,
  types: Types,
): Promise<Commit | undefined> {
  const own = { ...envelope, actor: actor.uri, types: ['Update'] }
  const received = await receiveAuthenticated(app, types, own, { recipientId: null, receivedAt, attempt, budget })
  return received?.commit
}

/** What an activity is about in the end: for an Undo, the undone activity and its object. */
interface Claim {
  types: readonly string[]
  uri: string | undefined
}

/** An old activity must not be repeated under the pretext of another. */
function claimsSame(one: Claim, other: Claim): boolean {
  return one.uri === other.uri && one.types.join() === other.types.join()
}

function claimOf({ types, object, objectId }: Envelope): Claim {
  const undone = types.includes('Undo') ? readEmbedded(object) : undefined
  return undone ? { types: readTypes(undone), uri: readId(undone.object) } : { types, uri: objectId }
}

interface Scope extends Claim {
  /** Whether the object is stored here, or was. */
  isKnown: boolean
  /** Whether somebody here follows the community. */
  isFollowed: boolean
  /** Whether the server of the community, or of the actor, vouches for the activity. */
  isVouchedFor: boolean
}

async function findScope(
  app: App,
  community: Account,
  { actor }: Envelope,
  { types, uri: named }: Claim,
): Promise<Scope> {
  const uri = named && (await ownId(app, named))
  return {
    types,
    uri,
    isKnown: uri !== undefined && (await isKnown(app, uri, types)),
    isFollowed: await hasLocalFollower(app, community),
    // The id of an activity is on the origin of its actor.
    isVouchedFor: sameOrigin(actor, community.uri),
  }
}

async function isKnown(app: App, uri: string, types: readonly string[]): Promise<boolean> {
  if ((await findStatusByUri(app, uri)) || (await findAccountByUri(app, uri))) return true
  return types.includes('Delete') && isTombstoned(app.db, uri)
}

/** Nothing is fetched for a community without followers here, nor to learn that an unknown post is deleted. */
function isRelevant({ types, isKnown, isFollowed, isVouchedFor }: Scope): boolean {
  if (isKnown) return isVouchedFor || isFollowed
  const isForKnown = types.some((type) => VOTES.includes(type) || (type === 'Delete' && !isVouchedFor))
  return isFollowed && !isForKnown
}

/** A reply to what is deleted looks like a topic once it is stored. */
function isReply({ object }: Envelope): boolean {
  return readId(readEmbedded(object)?.inReplyTo) !== undefined
}

function isVoteOnUnknown({ types, isKnown, isFollowed }: Scope): boolean {
  return isFollowed && !isKnown && types.some((type) => VOTES.includes(type))
}

/**
 * Votes on posts of other servers are too many to wait for a server that does not answer: what waits takes up the room of
 * the community's server in the inbox.
 */
function isVoteOnRemote(app: App, { types, uri }: Scope): boolean {
  return types.some((type) => VOTES.includes(type)) && !(uri !== undefined && app.uris.isLocal(uri))
}

/** A limit of ours is soon over. */
function unlessUnavailable(error: unknown): undefined {
  if (!(error instanceof Unavailable) || error instanceof OverLimit) throw error
}

/** Processes the activity as if its actor had sent it. */
async function receiveInner(
  app: App,
  announce: Incoming,
  envelope: Envelope,
  { scope, types }: { scope: Scope; types: Types },
): Promise<Commit | undefined> {
  const { actor: community, receivedAt, attempt, budget } = announce
  const authentic = scope.isVouchedFor ? envelope : await authenticate(app, community, envelope, budget)
  if (!authentic) return receiveReported(app, announce, envelope.json)
  const circumstances = { recipientId: null, receivedAt, attempt, budget, community }
  const received = await receiveAuthenticated(app, types, authentic, circumstances)
  return received?.commit
}

async function authenticate(
  app: App,
  community: Account,
  envelope: Envelope,
  budget: Budget,
): Promise<Envelope | undefined> {
  const fetched = await fetchActivity(app, envelope, budget)
  return fetched ?? ((await isWithdrawn(app, community, envelope, budget)) ? envelope : undefined)
}

/**
 * The activity as the server of its actor serves it.
 * @returns undefined if it serves no such activity. An id with a fragment, as Mastodon gives to Likes, has no document
 */
async function fetchActivity(app: App, envelope: Envelope, budget: Budget): Promise<Envelope | undefined> {
  const { id, actor, hasOwnId, types } = envelope
  if (!hasOwnId || hasFragment(id)) return undefined
  const fetched = await fetchUnlessRefused(app, id, budget)
  const found = readEnvelope(fetched?.json)
  const isSame = found.kind === 'activity' && found.id === id && found.actor === actor && hasType(found.json, ...types)
  return isSame && claimsSame(claimOf(found), claimOf(envelope)) ? found : undefined
}

function fetchUnlessRefused(app: App, id: string, budget: Budget): Promise<FetchedDocument | undefined> {
  const fetch = () => singleFlight(app, `activity ${id}`, () => fetchRemote(app, id, { budget }))
  return withPermit(app, budget, fetch).catch((error: unknown) => {
    const isRefused = [Gone, NotFound, Forbidden, Declined].some((kind) => error instanceof kind)
    if (isRefused) return undefined
    throw error
  })
}

function withBoost(announce: Incoming, uri: string | undefined, commit: Commit | undefined): Commit {
  return async (tx) => {
    const outcome = commit ? await commit(tx) : NO_EFFECT
    const boosted = uri === undefined ? undefined : await boostTopic(tx, announce, uri)
    return boosted ? undefined : outcome
  }
}
