/** What Add and Remove have in common: a post of the actor's own, in the collection that its profile names. */

import { readId } from '../../activitypub/read.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { fetchStatus } from '../fetch/status.ts'
import { hasFollowerHere } from '../notes/relevance.ts'
import type { Incoming } from './activity.ts'

/** Case 39: into one's own pins, and only what can be one's own. */
export function isAboutOwnPins({ actor, objectId, json }: Incoming): boolean {
  const target = readId(json.target)
  return target !== undefined && target === actor.featured_url && sameOrigin(objectId, actor.uri)
}

/** The actor's own post; fetched only where somebody here follows them. */
export async function findPinned(
  app: App,
  { actor, objectId, budget }: Incoming,
  { mayFetch }: { mayFetch: boolean },
): Promise<Status | undefined> {
  const uri = objectId as string
  const known = await findStatusByUri(app, uri)
  const status =
    known ?? (mayFetch && (await hasFollowerHere(app, actor)) ? await fetchStatus(app, uri, { budget }) : undefined)
  return status?.account_id === actor.id ? status : undefined
}
