/** Discovery: WebFinger, host-meta and NodeInfo. Needs no signature, and any web page may read it (E-62). */

import { HOST_META_TYPE, renderHostMeta, renderHostMetaJson } from '../../activitypub/host-meta.ts'
import { JRD_TYPE, renderJrd } from '../../activitypub/jrd.ts'
import { nodeInfoType, renderNodeInfo, renderNodeInfoLinks } from '../../activitypub/nodeinfo.ts'
import { profilePictureUrl } from '../../core/accounts/picture-url.ts'
import type { App } from '../../core/app.ts'
import { getSettings } from '../../core/instance/settings.ts'
import { instanceStats } from '../../core/instance/stats.ts'
import { isActive } from '../../core/policy/active.ts'
import type { RatedRoutes } from '../../core/rate-limits/rates.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { DAY, SECOND } from '../../lib/durations.ts'
import { Answer } from '../../lib/http-server/answer.ts'
import { CORS } from '../../lib/http-server/cors.ts'
import { VERSION } from '../../version.ts'
import { findResourceActor } from './resource-actor.ts'

const MAX_AGE_S = (3 * DAY) / SECOND
const HALF_HOUR_S = 1_800
const SHORTLY_S = 180
/** What the decoder makes of every avatar. */
const AVATAR_TYPE = 'image/webp'

export function discoveryRoutes(app: App, routes: RatedRoutes): void {
  routes.on('GET /.well-known/webfinger', 'discovery', ({ request }) =>
    webfinger(app, new URLSearchParams(request.query).get('resource')),
  )
  routes.on('GET /.well-known/host-meta', 'discovery', () =>
    open(renderHostMeta(app.uris.origin), HOST_META_TYPE, MAX_AGE_S),
  )
  routes.on('GET /.well-known/host-meta.json', 'discovery', () =>
    open(JSON.stringify(renderHostMetaJson(app.uris.origin)), 'application/json', MAX_AGE_S),
  )
  routes.on('GET /.well-known/nodeinfo', 'discovery', () =>
    open(JSON.stringify(renderNodeInfoLinks(app.uris.origin, app.uris.instanceActor)), 'application/json', MAX_AGE_S),
  )
  routes.on('GET /nodeinfo/2.0', 'discovery', () => nodeInfo(app, '2.0'))
  routes.on('GET /nodeinfo/2.1', 'discovery', () => nodeInfo(app, '2.1'))
}

function open(body: string, contentType: string, maxAgeS: number, status = 200): Answer {
  const headers = [...['content-type', contentType], ...CORS, ...['cache-control', `public, max-age=${maxAgeS}`]]
  return new Answer(status, headers, body)
}

/** Answers a WebFinger query (E-01 to E-05). */
async function webfinger(app: App, resource: string | null): Promise<Answer> {
  if (!resource) return problem(400, 'Ask with ?resource=acct:name@host')
  const account = await findResourceActor(app, resource)
  if (account === 'invalid') return problem(400, 'The resource is neither acct:name@host nor a web address')
  if (!account) return problem(404, 'There is no such account here')
  if (!isActive(account)) return problem(410, 'This account is no longer available')
  return open(JSON.stringify(jrdOf(app, account)), JRD_TYPE, MAX_AGE_S)
}

function problem(status: 400 | 404 | 410, error: string): Answer {
  return open(JSON.stringify({ error }), 'application/json', SHORTLY_S, status)
}

function jrdOf(app: App, account: Account) {
  const { host, origin, instanceActor } = app.uris
  const { username } = account
  const profileUrl = account.uri === instanceActor ? origin : app.uris.profile(username)
  const handle = { username, host, acct: `${username}@${host}` }
  // Another server sends our user to this address to follow or reply from here (E-04).
  const subscribeTemplate = `${origin}/authorize_interaction?uri={uri}`
  const url = profilePictureUrl(app.uris, account, 'avatar')
  const avatar = url === null ? undefined : { url, mediaType: AVATAR_TYPE }
  return renderJrd({ handle, actorUri: account.uri, profileUrl, subscribeTemplate, ...(avatar && { avatar }) })
}

/** Answers with a NodeInfo document (E-09, E-10). */
async function nodeInfo(app: App, version: '2.0' | '2.1'): Promise<Answer> {
  const settings = await getSettings(app)
  const { users, activeMonth, activeHalfyear, localPosts } = await instanceStats(app)
  const document = renderNodeInfo(version, {
    software: { name: 'atoll', version: VERSION },
    openRegistrations: settings.registrations === 'open',
    usage: { users, activeMonth, activeHalfyear, localPosts },
    metadata: { nodeName: settings.title, nodeDescription: settings.shortDescription },
  })
  return open(JSON.stringify(document), nodeInfoType(version), HALF_HOUR_S)
}
