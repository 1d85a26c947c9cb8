/** The one way to other servers' documents: signed by the server, from their origin, within a budget. */
import { fetchDocument } from '../../activitypub/fetch-document.ts'
import type { JsonObject } from '../../activitypub/read.ts'
import { hostOf, withoutFragment } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { isDomainBlocked } from '../../core/domains/is-blocked.ts'
import { Declined, Forbidden, Gone, NotFound, Unavailable } from '../../core/errors.ts'
import { signedFetchAs } from '../../delivery/signed-fetch.ts'
import type { Budget } from './budget.ts'

export interface FetchOptions {
  budget: Budget
  /** The address was typed by a person: it may be a page that names the document (E-75). */
  pasted?: boolean
}

/**
 * Fetches a document from its origin.
 * @throws Gone (410, Tombstone), NotFound (404), Forbidden (401, 403), Unavailable (try later), Declined (not believed,
 *   blocked, our own, or too many requests for one activity)
 */
export async function fetchRemote(
  app: App,
  uri: string,
  { budget, pasted = false }: FetchOptions,
): Promise<{ id: string; json: JsonObject }> {
  const url = withoutFragment(uri)
  const host = hostOf(url)
  if (host === undefined) throw new Declined('This is no address of a document')
  // E-74, R-130
  if (app.uris.isLocal(url)) throw new Declined('Nothing of this server is fetched from outside')
  if (await isDomainBlocked(app, host)) throw new Declined(`${host} is blocked`)
  budget.spend()
  const answer = await fetchDocument(signedFetchAs(app), url, {
    isLocal: (origin) => origin === app.uris.origin,
    now: app.clock.now(),
    pasted,
    allowHttp: app.config.allowPrivateAddresses,
  })
  switch (answer.kind) {
    case 'document':
      return believed(app, answer)
    case 'gone':
      throw new Gone(`${host} says that this is gone`)
    case 'missing':
      throw new NotFound(`${host} knows nothing of the kind`)
    case 'forbidden':
      throw new Forbidden(`${host} does not show this to us`)
    case 'unavailable':
      throw new Unavailable(host, answer.reason, answer.retryAfterMs)
    case 'refused':
      throw new Declined(`What ${host} answered is not believed: ${answer.reason}`)
    case 'local':
      throw new Declined('Nothing of this server is fetched from outside')
  }
}

/** The final address decides who is speaking: it may be another host than the one that was asked. */
async function believed(app: App, { id, json }: { id: string; json: JsonObject }) {
  const host = hostOf(id)
  if (host === undefined || app.uris.isLocal(id)) throw new Declined('The document has no id of its own')
  if (await isDomainBlocked(app, host)) throw new Declined(`${host} is blocked`)
  return { id, json }
}
