/** Answers in ActivityPub's shape, with what proxies and browsers must know about them. */
import { ACTIVITY_TYPE } from '../../activitypub/media-types.ts'
import type { App } from '../../core/app.ts'
import { Answer, type HeaderList, jsonAnswer, redirect } from '../../lib/http-server/answer.ts'
import type { Reason } from '../../messages/reason.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'

/** E-63: how long shared caches may keep what everybody may see. */
const PUBLIC_MAX_AGE_S = 180

export type Reach = 'public' | 'private'

// A blocked signer gets another answer to the same question.
const VARY: HeaderList = ['vary', 'Accept, Signature']
const NO_STORE: HeaderList = Object.freeze([...VARY, 'cache-control', 'private, no-store'])
const PERSONAL: HeaderList = Object.freeze(['content-type', ACTIVITY_TYPE, ...NO_STORE])
const SHARED: HeaderList = Object.freeze([
  ...['content-type', ACTIVITY_TYPE, ...VARY],
  ...['cache-control', `public, max-age=${PUBLIC_MAX_AGE_S}`],
  ...['access-control-allow-origin', '*'],
])

/** A document. Whose it is decides who may keep it (R-53, R-55, S-31). `json` may be ready-made text. */
export function activityAnswer(app: App, json: object | string, reach: Reach = 'public', status = 200): Answer {
  const headers = reach === 'public' && !app.config.authorizedFetch ? SHARED : PERSONAL
  return new Answer(status, headers, typeof json === 'string' ? json : JSON.stringify(json))
}

/** A document that even a server in secure mode reads without a signature: any page may have it, no proxy keeps it. */
export function openActivityAnswer(app: App, json: string): Answer {
  if (!app.config.authorizedFetch) return new Answer(200, SHARED, json)
  return new Answer(200, [...PERSONAL, 'access-control-allow-origin', '*'], json)
}

/** What went wrong, in a sentence. Absent and not allowed are the same 404. */
export function errorAnswer(
  status: 400 | 401 | 403 | 404 | 405 | 406,
  reason: Reason,
  headers: HeaderList = [],
): Answer {
  return jsonAnswer(status, { error: sentenceOf(reason) }, [...NO_STORE, ...headers])
}

/** The only 404 there is. */
export function notFound(): Answer {
  return errorAnswer(404, ['no-such-document'])
}

/** To the page that people see, or to the id behind a page's address. */
export function redirectTo(url: string): Answer {
  return redirect(302, url, ['vary', 'Accept'])
}
