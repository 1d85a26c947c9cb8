/** The local account or status that a request asks for, if its signer may see it. */

import { loadAccountRows } from '../../core/accounts/load-rows.ts'
import type { App } from '../../core/app.ts'
import { isDeleted, isSuspended } from '../../core/policy/active.ts'
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
import { goneActor } from './actor-answer.ts'
import { activityAnswer, errorAnswer, notFound, type Reach } from './answer.ts'
import { readSignedActor, type SignedActor } from './signed-actor.ts'

export interface Found<T> {
  row: T
  signer: SignedActor['account']
  reach: Reach
}

/** The local account with this id, deleted and suspended ones included. The instance actor has another address. */
export async function findOwnActor(app: App, id: string): Promise<Account | undefined> {
  const number = parseId(id)
  const row = number === undefined ? undefined : (await loadAccountRows(app, [number])).get(number)
  return row?.domain === null && row.uri !== app.uris.instanceActor ? row : undefined
}

/**
 * Finds the local account whose collection a request names. Its blocks make no difference, because a server signs
 * with one account for all of its people (S-31).
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
  const row = await findOwnActor(app, routed.params.id)
  if (!row) return notFound()
  if (isDeleted(row)) return goneActor(app, row, row.deleted_at)
  if (isSuspended(row)) return errorAnswer(403, ['account-suspended'])
  return { row, signer: signer.account, reach: 'public' }
}

/**
 * Finds the local status that a request names by its id. What everybody may see is shown to every signer, also to one
 * that the author blocks (S-31).
 * @param options.needsSignature false: not even in secure mode
 * @returns the status if the signer may see it; otherwise the answer to send: 404, or 410 with a tombstone (E-50, E-51)
 */
export async function requestedStatus(
  app: App,
  routed: Routed<'id'>,
  { needsSignature = true } = {},
): Promise<Found<Status> | Answer> {
  const number = parseId(routed.params.id)
  const status = number === undefined ? undefined : await findStatus(app, number)
  const row = status?.local ? status : undefined
  const isPublic = row !== undefined && isOpen(row) && (await canSee(app, undefined, row))
  const signer = await readSignedActor(app, routed, { isPublic, needsSignature })
  if (signer instanceof Answer) return signer
  if (row && (isPublic || (await canSee(app, signer.account, row)))) {
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
