/** ActivityPub answers, with the headers for caches and browsers. */
import { ACTIVITY_TYPE } from '../../activitypub/media-types.ts'
import type { App } from '../../core/app.ts'
import { Answer, type HeaderList, jsonAnswer, redirect } from '../../lib/http-server/answer.ts'
import { CORS } from '../../lib/http-server/cors.ts'
import type { Reason } from '../../messages/reason.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'

/** How long shared caches may keep a public document (E-63). */
const PUBLIC_MAX_AGE_S = 180

export type Reach = 'public' | 'private'

// The answer depends on the signer: one on a blocked server gets a 403.
const VARY: HeaderList = ['vary', 'Accept, Signature']
const NO_STORE: HeaderList = Object.freeze([...VARY, 'cache-control', 'private, no-store'])
const PERSONAL: HeaderList = Object.freeze(['content-type', ACTIVITY_TYPE, ...NO_STORE])
const SHARED: HeaderList = Object.freeze([
  ...['content-type', ACTIVITY_TYPE, ...VARY],
  ...['cache-control', `public, max-age=${PUBLIC_MAX_AGE_S}`],
  ...CORS,
])

/**
 * An answer with a document. Only public documents may be cached by others, and none in secure mode (R-53, R-55, S-31).
 * @param json an object, or text that was rendered before
 */
export function activityAnswer(app: App, json: object | string, reach: Reach = 'public', status = 200): Answer {
  const headers = reach === 'public' && !app.config.authorizedFetch ? SHARED : PERSONAL
  return new Answer(status, headers, typeof json === 'string' ? json : JSON.stringify(json))
}

/** A document that needs no signature even in secure mode. There, any web page may read it but no cache keeps it. */
export function openActivityAnswer(app: App, json: string): Answer {
  if (!app.config.authorizedFetch) return new Answer(200, SHARED, json)
  return new Answer(200, [...PERSONAL, ...CORS], json)
}

/** An error with its sentence. Absent and forbidden documents get the same 404. */
export function errorAnswer(
  status: 400 | 401 | 403 | 404 | 405 | 406,
  reason: Reason,
  headers: HeaderList = [],
): Answer {
  return jsonAnswer(status, { error: sentenceOf(reason) }, [...NO_STORE, ...CORS, ...headers])
}

/** The 404 of all federation routes. */
export function notFound(): Answer {
  return errorAnswer(404, ['no-such-document'])
}

/** Names the id of a document that is served at another address as well (RFC 9110 section 8.7). */
export function withId(answer: Answer, id: string): Answer {
  return answer.status === 200 ? answer.with(['content-location', id]) : answer
}

/** Redirects a browser from an id to its web page. */
export function redirectTo(url: string): Answer {
  return redirect(302, url, ['vary', 'Accept', ...CORS])
}
