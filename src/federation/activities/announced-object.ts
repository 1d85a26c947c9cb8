/** What an Announce is about: known, or fetched from its own server where that is worth a request. */
import { type JsonObject, readId, readType } from '../../activitypub/read.ts'
import type { App } from '../../core/app.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { fetchStatus } from '../notes/fetch-status.ts'
import { hasFollowerHere } from '../notes/relevance.ts'
import type { Incoming } from './activity.ts'

/** Groups of the Lemmy kind announce whole activities (FEP-1b12, A-30): these bring or change an object. */
const BRINGING: ReadonlySet<string> = new Set(['Create', 'Update'])

/** Known, or worth fetching: only an actor whom somebody here follows may cost a request. */
export async function findAnnounced(app: App, { actor, budget }: Incoming, uri: string): Promise<Status | undefined> {
  const known = await findStatusByUri(app, uri)
  if (known?.local) return known
  if (app.uris.isLocal(uri) || !(await hasFollowerHere(app, actor))) return undefined
  return known ?? fetchStatus(app, uri, { budget })
}

/** What an announced activity brings is fetched for its thread; that makes no boost. */
export async function receiveWrapped(app: App, { actor, budget }: Incoming, inner: JsonObject): Promise<undefined> {
  const uri = BRINGING.has(readType(inner) ?? '') ? readId(inner.object) : undefined
  if (uri === undefined || app.uris.isLocal(uri) || !(await hasFollowerHere(app, actor))) return undefined
  if (!(await findStatusByUri(app, uri))) await fetchStatus(app, uri, { budget })
  return undefined
}
