/** The local account or status that a request asks for, if its signer may see it. */

import { ACTOR_CONTEXT } from '../../activitypub/vocabulary.ts'
import { findPublishedKey } from '../../core/accounts/keys.ts'
import { loadAccountRows } from '../../core/accounts/load-rows.ts'
import type { App } from '../../core/app.ts'
import { isDeleted, isSuspended } from '../../core/policy/active.ts'
import { isBlocked } from '../../core/policy/blocks.ts'
import { isOpen } from '../../core/policy/open.ts'
import { canSee } from '../../core/policy/visible.ts'
import { findStatus } from '../../core/statuses/find.ts'
import { findTombstone } from '../../core/tombstones/tombstone.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { Answer } from '../../lib/http-server/answer.ts'
import type { Routed } from '../../lib/http-server/routes.ts'
import { parseId } from '../../lib/ids.ts'
import { withContext } from '../objects/json-ld.ts'
import { renderTombstone } from '../objects/render-tombstone.ts'
import { activityAnswer, errorAnswer, notFound, type Reach } from './answer.ts'
import { readSignedActor, type SignedActor } from './signed-actor.ts'

export interface Found<T> {
  row: T
  signer: SignedActor['account']
  reach: Reach
}

/**
 * Finds the local account that a request names by its id.
 * @param options.isPublic false: the answer is not public, so an unknown key of the signer is fetched
 * @returns the account, or the answer to send instead: 404, 410 if it was deleted, 403 if it is suspended (E-28)
 */
export async function requestedAccount(
  app: App,
  routed: Routed<'id'>,
  { isPublic = true } = {},
): Promise<Found<Account> | Answer> {
  const signer = await readSignedActor(app, routed, { isPublic })
  if (signer instanceof Answer) return signer
  const number = parseId(routed.params.id)
  const row = number === undefined ? undefined : (await loadAccountRows(app, [number])).get(number)
  if (!row || row.domain !== null || row.uri === app.uris.instanceActor) return notFound()
  if (signer.account && (await isBlocked(app.db, row.id, signer.account.id))) return notFound()
  if (isDeleted(row)) return goneActor(app, row, row.deleted_at)
  if (isSuspended(row)) return errorAnswer(403, ['account-suspended'])
  return { row, signer: signer.account, reach: 'public' }
}

/** A tombstone with the actor's key: without it, servers could not verify the Delete that they receive (E-28). */
async function goneActor(app: App, { id, uri, actor_type }: Account, deletedAt: number): Promise<Answer> {
  const key = await findPublishedKey(app, id)
  const publicKey = key && { publicKey: { id: key.key_id, owner: uri, publicKeyPem: key.public_pem } }
  const tombstone = { ...renderTombstone(uri, actor_type, deletedAt), ...publicKey }
  return activityAnswer(app, withContext(tombstone, ACTOR_CONTEXT), 'public', 410)
}

/**
 * Finds the local status that a request names by its id.
 * @returns the status if the signer may see it; otherwise the answer to send: 404, or 410 with a tombstone (E-50, E-51)
 */
export async function requestedStatus(app: App, routed: Routed<'id'>): Promise<Found<Status> | Answer> {
  const number = parseId(routed.params.id)
  const status = number === undefined ? undefined : await findStatus(app, number)
  const row = status?.local ? status : undefined
  const isPublic = row !== undefined && isOpen(row)
  const signer = await readSignedActor(app, routed, { isPublic })
  if (signer instanceof Answer) return signer
  if (row && (await canSee(app, signer.account, row))) {
    return { row, signer: signer.account, reach: isPublic ? 'public' : 'private' }
  }
  return (number !== undefined && !row && (await tombstone(app, app.uris.status(number)))) || notFound()
}

async function tombstone(app: App, uri: string): Promise<Answer | undefined> {
  const row = await findTombstone(app, uri)
  return (
    row &&
    activityAnswer(app, withContext(renderTombstone(uri, row.former_type ?? 'Note', row.created_at)), 'public', 410)
  )
}
