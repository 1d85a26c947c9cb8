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
/** Room for `MAX_FOLLOWERS_COMPARED` ids of 160 characters on one page. */
const MAX_PAGE_BYTES = 4 * 1_048_576

/**
 * Fetches the ids of the local accounts that an actor's server lists as followers of the actor.
 * @param url an address on the actor's own server
 * @returns undefined if the list cannot be read, or not completely
 */
export async function fetchFollowerList(app: App, url: string): Promise<string[] | undefined> {
  const budget = { items: MAX_FOLLOWERS_COMPARED, pages: MAX_PAGES }
  const read = await readCollection((page) => fetchPage(app, page), url, budget)
  if (read.kind !== 'collection' || !read.complete) return undefined
  const ids = read.items.map((item) => readId(item))
  return ids.every((id) => id !== undefined) ? ids : undefined
}

/**
 * The address identifies the page, not its `id`: Mastodon's documentation shows a different `id` there. A redirect to
 * another origin is therefore refused.
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
    return isObject(json)
      ? { kind: 'document', id: url, json }
      : { kind: 'refused', reason: 'The list is not an object.' }
  } catch (error) {
    return failureFrom(error)
  }
}
