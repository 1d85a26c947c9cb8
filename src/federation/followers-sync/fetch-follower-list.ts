import { readCollection } from '../../activitypub/collections.ts'
import type { DocumentAnswer } from '../../activitypub/fetch-document.ts'
import { failureFrom, failureOf } from '../../activitypub/fetch-failure.ts'
import { ACCEPT_ACTIVITY, isActivityType } from '../../activitypub/media-types.ts'
import { isObject, readId } from '../../activitypub/read.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { signedFetchAs } from '../../delivery/signed-fetch.ts'
import { MAX_FOLLOWERS_COMPARED } from '../outbox/follower-digests.ts'

const MAX_PAGES = 10
/** A page of all that may be compared, at 160 characters an id. */
const MAX_PAGE_BYTES = 4 * 1_048_576

/**
 * The ids of those whom a server takes for followers of one of its own, of those who live here.
 * @param url on the actor's own server
 * @returns undefined when it does not tell, or not to the end
 */
export async function fetchFollowerList(app: App, url: string): Promise<string[] | undefined> {
  const budget = { items: MAX_FOLLOWERS_COMPARED, pages: MAX_PAGES }
  const read = await readCollection((page) => fetchPage(app, page), url, budget)
  if (read.kind !== 'collection' || !read.complete) return undefined
  const ids = read.items.map((item) => readId(item))
  return ids.every((id) => id !== undefined) ? ids : undefined
}

/**
 * The address decides who speaks, not the `id` in the document, which Mastodon's documentation shows with another one.
 * So it must not lead to another origin.
 */
async function fetchPage(app: App, url: string): Promise<DocumentAnswer> {
  try {
    const response = await signedFetchAs(app)({
      url,
      headers: { accept: ACCEPT_ACTIVITY },
      accept: isActivityType,
      maxBytes: MAX_PAGE_BYTES,
      allowHttp: app.config.allowPrivateAddresses,
    })
    const failure = failureOf(response, app.clock.now())
    if (failure) return failure
    if (!sameOrigin(response.url, url)) return { kind: 'refused', reason: 'The list redirects to another server.' }
    const json = response.json()
    return isObject(json) ? { kind: 'document', id: url, json } : { kind: 'refused', reason: 'The list is no object.' }
  } catch (error) {
    return failureFrom(error)
  }
}
