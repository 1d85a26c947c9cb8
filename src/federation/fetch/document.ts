/**
 * The only way to fetch documents of other servers: signed by the instance actor, from their origin, within a budget.
 */
import { fetchDocument } from '../../activitypub/fetch-document.ts'
import type { JsonObject } from '../../activitypub/read.ts'
import { hostOf, withoutFragment } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { Declined, Forbidden, Gone, NotFound, Unavailable } from '../../core/errors.ts'
import { signedFetchAs } from '../../delivery/signed-fetch.ts'
import { type Budget, fetchWithin } from './budget.ts'

export interface FetchOptions {
  budget: Budget
  /** A user entered the address, so it may be a web page that links to the document (E-75). */
  pasted?: boolean
  /** How large the document may be. Default: as any JSON. */
  maxBytes?: number
}

export interface FetchedDocument {
  /** Verified: the document was served there. */
  id: string
  json: JsonObject
}

/**
 * Fetches a document from its origin.
 * @throws Gone (410 or a Tombstone), NotFound (404), Forbidden (401, 403), Unavailable (try again later), Declined (the
 *   answer failed a check, the host is blocked, the address is on this server, or the budget is spent)
 */
export async function fetchRemote(
  app: App,
  uri: string,
  { budget, pasted = false, maxBytes }: FetchOptions,
): Promise<FetchedDocument> {
  const url = withoutFragment(uri)
  const host = hostOf(url)
  if (host === undefined) throw new Declined('not-an-address')
  // An address of this server is never fetched (E-74).
  if (app.uris.isLocal(url)) throw new Declined('fetch-of-own-document')
  const answer = await fetchDocument(fetchWithin(app, budget, signedFetchAs(app)), url, {
    isLocal: (origin) => origin === app.uris.origin,
    now: app.clock.now(),
    pasted,
    maxBytes,
    allowHttp: app.config.allowPrivateAddresses,
    signal: budget.signal,
  })
  switch (answer.kind) {
    case 'document':
      return checked(app, answer)
    case 'gone':
      throw new Gone('host-says-gone', { host })
    case 'missing':
      throw new NotFound('host-says-missing', { host })
    case 'forbidden':
      throw new Forbidden('host-says-forbidden', { host })
    case 'unavailable':
      throw new Unavailable(host, ['host-unavailable', { host, reason: answer.reason }], answer.retryAfterMs)
    case 'refused':
      throw new Declined('host-answer-rejected', { host, reason: answer.reason })
    case 'local':
      throw new Declined('fetch-of-own-document')
  }
}

/** Checks the final address again: a redirect may have led to us. */
function checked(app: App, { id, json }: FetchedDocument): FetchedDocument {
  if (hostOf(id) === undefined || app.uris.isLocal(id)) throw new Declined('document-without-id')
  return { id, json }
}
