/** Answers in ActivityPub's shape, with what proxies and browsers must know about them. */

import { ACTIVITY_TYPE } from '../../activitypub/media-types.ts'
import type { App } from '../../core/app.ts'

/** E-63: how long shared caches may keep what everybody may see. */
const PUBLIC_MAX_AGE_S = 180

export type Reach = 'public' | 'private'

/** The headers of an ActivityPub answer: whose it is decides who may keep it (R-53, R-55, S-31). */
export function activityHeaders(app: App, reach: Reach): Record<string, string> {
  const shared = reach === 'public' && !app.config.authorizedFetch
  return {
    'content-type': ACTIVITY_TYPE,
    // A blocked signer gets another answer to the same question.
    vary: 'Accept, Signature',
    'cache-control': shared ? `public, max-age=${PUBLIC_MAX_AGE_S}` : 'private, no-store',
    ...(shared && { 'access-control-allow-origin': '*' }),
  }
}

/** A document. `json` may be ready-made text. */
export function activityAnswer(app: App, json: object | string, reach: Reach = 'public', status = 200): Response {
  const body = typeof json === 'string' ? json : JSON.stringify(json)
  return new Response(body, { status, headers: activityHeaders(app, reach) })
}

const NO_STORE = { 'cache-control': 'private, no-store', vary: 'Accept, Signature' }

/** What went wrong, in a sentence. Absent and not allowed are the same 404. */
export function refusal(status: 400 | 401 | 403 | 404 | 405 | 406, error: string): Response {
  return Response.json({ error }, { status, headers: NO_STORE })
}

/** The only 404 there is. */
export function notFound(): Response {
  return refusal(404, 'Not Found')
}

/** To the page that people see. */
export function toPage(url: string): Response {
  return new Response(null, { status: 302, headers: { location: url, vary: 'Accept' } })
}
