/** Finds the object of an Announce: stored, or fetched from its origin if that is worth a request. */
import { type JsonObject, readEmbedded, readId, readType } from '../../activitypub/read.ts'
import { hostOf, sameOrigin } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { fetchActor } from '../fetch/actor.ts'
import { fetchStatus } from '../notes/fetch-status.ts'
import { hasLocalFollower } from '../notes/relevance.ts'
import { requestRestore } from '../refresh/restored-status.ts'
import { refetchStatus } from '../refresh/status.ts'
import { type Commit, type Incoming, STORED_BY_FETCH } from './activity.ts'
import { storeFetchedPost } from './fetched-post.ts'

/**
 * The announced status, if it is stored or worth fetching. Only an actor with a local follower may cause a request
 * (A-09).
 */
export async function findAnnounced(app: App, { actor, budget }: Incoming, uri: string): Promise<Status | undefined> {
  const known = await findStatusByUri(app, uri)
  if (known?.local) return known
  if (app.uris.isLocal(uri) || !(await hasLocalFollower(app, actor))) return undefined
  return known ?? fetchStatus(app, uri, { budget })
}

/** Whether an announced object is an activity. Lemmy adds an `actor` to the posts that it announces, too. */
export function isActivity(object: JsonObject | undefined): object is JsonObject {
  return object?.actor !== undefined && object.object !== undefined
}

/**
 * Lemmy groups announce whole activities (FEP-1b12, A-30). Except about itself, what a group announces is only reported,
 * so the origin of the object is asked (C14). A new object is fetched to complete its thread, which is no boost, and a
 * stored one because it was edited or deleted.
 */
export async function receiveWrappedActivity(
  app: App,
  announce: Incoming,
  inner: JsonObject,
): Promise<Commit | undefined> {
  const { actor, budget } = announce
  const uri = readId(inner.object)
  if (uri === undefined || app.uris.isLocal(uri) || !(await hasLocalFollower(app, actor))) return undefined
  const type = readType(inner)
  if (type === 'Undo') return restoration(inner)
  if (type === 'Update' && uri === actor.uri) {
    await fetchActor(app, uri, { budget })
    return STORED_BY_FETCH
  }
  if (await findStatusByUri(app, uri)) return refetch(actor, type, uri)
  if (type !== 'Create' && type !== 'Update') return undefined
  return storeFetchedPost(app, uri, { budget })
}

function refetch(group: Account, type: string | undefined, uri: string): Commit | undefined {
  const isDeletionReported = type === 'Delete'
  if (type !== 'Update' && !isDeletionReported) return undefined
  return (tx) => tx.enqueue(refetchStatus, { uri, sender: hostOf(group.uri), isDeletionReported })
}

/** The Undo of a Delete by its author (C8). */
function restoration({ object, actor }: JsonObject): Commit | undefined {
  const deletion = readEmbedded(object)
  const [uri, actor_uri] = [readId(deletion?.object), readId(actor)]
  const isSame = uri !== undefined && actor_uri !== undefined && sameOrigin(uri, actor_uri)
  return isSame && deletion?.type === 'Delete'
    ? (tx) => requestRestore(tx, { uri, actor_uri, isWanted: true })
    : undefined
}
