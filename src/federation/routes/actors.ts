/** Actors: people of this server, and the server itself. */
import type { Hono } from 'hono'
import { LRUCache } from 'lru-cache'
import { ACTOR_CONTEXT } from '../../activitypub/vocabulary.ts'
import { findLocalAccount } from '../../core/accounts/find.ts'
import { findInstanceActor } from '../../core/accounts/instance-actor.ts'
import { signingKeys } from '../../core/accounts/keys.ts'
import type { App } from '../../core/app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { slot } from '../../lib/slot.ts'
import { withContext } from '../objects/json-ld.ts'
import { renderInstanceActor, renderPerson } from '../objects/render-person.ts'
import { activityAnswer, notFound, refusal, toPage } from './answer.ts'
import { findOwnAccount } from './find-own.ts'
import { formWanted, wantsActivityJson } from './negotiate.ts'

/** By id and revision, each good until an instant. */
const actorDocuments = slot(() => new LRUCache<string, { json: string; until: number }>({ max: 5_000 }))

export function actorRoutes(app: App, hono: Hono): void {
  hono.get('/actor', () => showInstanceActor(app))
  hono.get('/ap/users/:id', (c) => showActor(app, c.req.raw, c.req.param('id')))
  hono.get('/:handle{@[^/]+}', async (c, next) => {
    if (!wantsActivityJson(c.req.raw)) return next()
    return toActor(app, c.req.param('handle').slice(1))
  })
}

async function showActor(app: App, request: Request, id: string): Promise<Response> {
  const form = formWanted(request)
  if (form === 'nothing') return refusal(406, 'This address answers application/activity+json or text/html')
  const found = await findOwnAccount(app, request, id)
  if (found instanceof Response) return found
  if (form === 'html') return toPage(app.uris.profile(found.row.username))
  return activityAnswer(app, await actorJson(app, found.row))
}

/** The document of a local account, kept as text until its next revision, or until its keys change (S-09). */
async function actorJson(app: App, account: Account): Promise<string> {
  const key = `${account.id}:${account.revision}`
  const cached = app.slot(actorDocuments).get(key)
  if (cached && cached.until > app.clock.now()) return cached.json
  const render = account.uri === app.uris.instanceActor ? renderInstanceActor : renderPerson
  const keys = await signingKeys(app, account.id)
  const actor = render(app.uris, account, keys)
  const json = JSON.stringify(withContext(actor, ACTOR_CONTEXT))
  app.slot(actorDocuments).set(key, { json, until: keys.changeAt ?? Number.POSITIVE_INFINITY })
  return json
}

/** E-29: always fetchable unsigned, or two servers in secure mode would wait for each other for ever. */
async function showInstanceActor(app: App): Promise<Response> {
  const answer = activityAnswer(app, await actorJson(app, await findInstanceActor(app)))
  answer.headers.set('access-control-allow-origin', '*')
  return answer
}

/** The profile address leads to the id, since a document must have the address that it was fetched from. */
async function toActor(app: App, name: string): Promise<Response> {
  const [username = '', host] = name.split('@')
  const isOurs = host === undefined || host.toLowerCase() === app.uris.host
  const account = isOurs ? await findLocalAccount(app, username) : undefined
  if (!account) return notFound()
  return toPage(account.uri)
}
