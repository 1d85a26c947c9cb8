/** Finds the object of an Announce: stored, or fetched from its origin if that is worth a request. */
import { type JsonObject, readId, readType } from '../../activitypub/read.ts'
import { hostOf } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { fetchStatus } from '../notes/fetch-status.ts'
import { hasLocalFollower } from '../notes/relevance.ts'
import { refetchStatus } from '../refresh/status.ts'
import { type Commit, type Incoming, STORED_BY_FETCH } from './activity.ts'

/** Lemmy groups announce whole activities (FEP-1b12, A-30). Those of these types carry an object. */
const TYPES_WITH_OBJECT: ReadonlySet<string> = new Set(['Create', 'Update'])

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

/**
 * What a group announces is only reported, so the origin of the object is asked (C14). A new object is fetched to
 * complete its thread, which is no boost, and a stored one because it was edited or deleted.
 */
export async function receiveWrappedActivity(
  app: App,
  { actor, budget }: Incoming,
  inner: JsonObject,
): Promise<Commit | undefined> {
  const [type = '', uri] = [readType(inner), readId(inner.object)]
  if (uri === undefined || app.uris.isLocal(uri) || !(await hasLocalFollower(app, actor))) return undefined
  if (await findStatusByUri(app, uri)) return refetch(actor, type, uri)
  if (!TYPES_WITH_OBJECT.has(type)) return undefined
  await fetchStatus(app, uri, { budget })
  return STORED_BY_FETCH
}

function refetch(group: Account, type: string, uri: string): Commit | undefined {
  const isDeletionReported = type === 'Delete'
  if (type !== 'Update' && !isDeletionReported) return undefined
  return (tx) => tx.enqueue(refetchStatus, { uri, sender: hostOf(group.uri), isDeletionReported })
}
