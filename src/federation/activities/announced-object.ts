/** Finds the object of an Announce: stored, or fetched from its origin if that is worth a request. */
import type { App } from '../../core/app.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { fetchStatus } from '../notes/fetch-status.ts'
import { hasLocalFollower } from '../notes/relevance.ts'
import type { Incoming } from './activity.ts'

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
