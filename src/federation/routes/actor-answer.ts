/** The answer to a request for a local actor: its document, its stub, or its tombstone. */

import type { JsonObject } from '../../activitypub/read.ts'
import { ACTOR_CONTEXT } from '../../activitypub/vocabulary.ts'
import { findInstanceActor } from '../../core/accounts/instance-actor.ts'
import { findPublishedKey } from '../../core/accounts/keys.ts'
import type { App } from '../../core/app.ts'
import type { Uris } from '../../core/own-uris.ts'
import { isDeleted, isSuspended } from '../../core/policy/active.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { Answer } from '../../lib/http-server/answer.ts'
import type { Routed } from '../../lib/http-server/routes.ts'
import { LruMap } from '../../lib/lru-map.ts'
import { slot } from '../../lib/slot.ts'
import { withContext } from '../objects/json-ld.ts'
import { loadPerson, type PersonParts } from '../objects/load-person.ts'
import { renderActorStub, renderInstanceActor, renderPerson } from '../objects/render-person.ts'
import { renderTombstone } from '../objects/render-tombstone.ts'
import { activityAnswer, notFound, openActivityAnswer } from './answer.ts'
import { readSignedActor } from './signed-actor.ts'

type Render = (uris: Uris, account: Account, parts: PersonParts) => JsonObject

/** Rendered documents by account, revision and form, each valid until an instant. */
const actorDocuments = slot(() => new LruMap<string, { json: string; until: number }>({ max: 5_000 }))

/**
 * Every server can read who an actor is and its key, except blocked ones: without the key it could verify nothing that
 * the actor sends, not even a Block, a Reject or an Undo. In secure mode, a request without a valid signature gets no
 * more than this stub (S-30, S-31), and neither does anybody of a suspended account (E-28).
 * @param account a local account, or undefined if none has this address
 */
export async function actorAnswer(app: App, routed: Routed, account: Account | undefined): Promise<Answer> {
  const signer = await readSignedActor(app, routed, { isPublic: true, needsSignature: false })
  if (signer instanceof Answer) return signer
  if (!account) return notFound()
  if (isDeleted(account)) return goneActor(app, account, account.deleted_at)
  const isStub = isSuspended(account) || (app.config.authorizedFetch && !signer.account)
  return isStub
    ? openActivityAnswer(app, await actorJson(app, account, renderActorStub))
    : activityAnswer(app, await actorJson(app, account, renderPerson))
}

/** Always readable without a signature: otherwise two servers in secure mode could not verify each other (E-29). */
export async function instanceActorAnswer(app: App): Promise<Answer> {
  return openActivityAnswer(app, await actorJson(app, await findInstanceActor(app), renderInstanceActor))
}

/** A document as text, cached until the account's next revision or until its keys change (S-09). */
async function actorJson(app: App, account: Account, render: Render): Promise<string> {
  const key = `${account.id}:${account.revision}:${account.suspended_at}:${render.name}`
  const cached = app.slot(actorDocuments).get(key)
  if (cached && cached.until > app.clock.now()) return cached.json
  const parts = await loadPerson(app, account)
  const json = JSON.stringify(withContext(render(app.uris, account, parts), ACTOR_CONTEXT))
  app.slot(actorDocuments).set(key, { json, until: parts.keys.changeAt ?? Number.POSITIVE_INFINITY })
  return json
}

/** A tombstone with the actor's key: without it, servers could not verify the Delete that they receive (E-28). */
export async function goneActor(app: App, { id, uri, actor_type }: Account, deletedAt: number): Promise<Answer> {
  const key = await findPublishedKey(app, id)
  const publicKey = key && { publicKey: { id: key.key_id, owner: uri, publicKeyPem: key.public_pem } }
  const tombstone = { ...renderTombstone(uri, actor_type, deletedAt), ...publicKey }
  return activityAnswer(app, withContext(tombstone, ACTOR_CONTEXT), 'public', 410)
}
