/** An activity whose actor is proven: the actor is found, the activity checked, and its type receives it. */
import type { Envelope } from '../../activitypub/activity-envelope.ts'
import { hasType, readEmbedded, readId } from '../../activitypub/read.ts'
import { keepAccount } from '../../core/accounts/keep.ts'
import type { App } from '../../core/app.ts'
import { requireUnblocked } from '../../core/domains/is-blocked.ts'
import { Declined } from '../../core/errors.ts'
import { isDeleted, isSuspended } from '../../core/policy/active.ts'
import { compiled } from '../../db/compiled.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { text } from '../../db/tables/columns.ts'
import { fetchActor } from '../fetch/actor.ts'
import type { Budget } from '../fetch/budget.ts'
import { ownId } from '../objects/own-ids.ts'
import { restoreActor } from '../refresh/restored-actor.ts'
import type { ActivityType, Commit, Incoming } from './activity.ts'

/** How the activity reached us. */
type Circumstances = Pick<Incoming, 'recipientId' | 'receivedAt' | 'attempt' | 'budget' | 'community'>

interface Received {
  actor: Account
  /** The writes to commit; undefined if there are none. */
  commit: Commit | undefined
}

/**
 * Checks the activity and fetches what it needs.
 * @param types those that are understood, by their names
 * @returns undefined for every other type, which has no effect
 * @throws Declined and other permanent errors, which drop the activity; Unavailable, which retries it
 */
export async function receiveAuthenticated(
  app: App,
  types: ReadonlyMap<string, ActivityType>,
  envelope: Envelope,
  circumstances: Circumstances,
): Promise<Received | undefined> {
  const type = envelope.types.map((name) => types.get(name)).find((found) => found !== undefined)
  if (!type) return undefined
  const stored = await findActor(app, envelope.actor, circumstances.budget)
  if (stored.domain === null) throw new Declined('actor-gone', { uri: envelope.actor })
  await requireUnblocked(app, stored.domain) // the host of its handle
  const actor = await liveActor(app, stored, envelope, circumstances)
  if (isSuspended(actor) && !type.isAllowedWhenSuspended) throw new Declined('actor-suspended', { uri: actor.uri })
  const activity = { ...(await incoming(app, envelope)), ...circumstances, type: type.type, actor }
  if (!type.verify(activity)) throw new Declined('activity-inconsistent', { type: type.type })
  return { actor, commit: await type.receive(app, activity) }
}

/** The actor, fetched again if nothing referred to it and it was pruned after its activity was accepted. */
async function findActor(app: App, uri: string, budget: Budget): Promise<Account> {
  const [account] = await accountByUri(app, { uri })
  return (await keepAccount(app, account)) ?? fetchActor(app, uri, { budget })
}
const accountByUri = compiled({ uri: text() }, (db, { uri }) =>
  db.selectFrom('accounts').selectAll().where('uri', '=', uri),
)

/** @throws Declined or Gone if the actor is deleted, unless its origin serves it again (C8) */
async function liveActor(
  app: App,
  actor: Account,
  envelope: Envelope,
  { receivedAt, budget }: Circumstances,
): Promise<Account> {
  if (!isDeleted(actor) || isDeleteOf(actor, envelope)) return actor
  return restoreActor(app, actor, { isUndo: isReturnOf(actor, envelope), receivedAt, budget })
}

/** Repeated, it only says that the actor is still gone. */
function isDeleteOf({ uri }: Account, { types, objectId }: Envelope): boolean {
  return types.includes('Delete') && objectId === uri
}

/** Whether it undoes the Delete of the actor. A community announces that of itself (FEP-1b12). */
function isReturnOf({ uri }: Account, { types, object }: Envelope): boolean {
  const inner = readEmbedded(object)
  const announced = types.includes('Announce') && hasType(inner, 'Undo') ? readEmbedded(inner?.object) : undefined
  const undone = types.includes('Undo') ? inner : announced
  return hasType(undone, 'Delete') && readId(undone?.object) === uri
}

async function incoming(
  app: App,
  envelope: Envelope,
): Promise<Pick<Incoming, 'id' | 'object' | 'objectId' | 'to' | 'cc' | 'json'>> {
  const { objectId } = envelope
  return {
    id: envelope.hasOwnId ? envelope.id : undefined,
    object: envelope.object,
    objectId: objectId && (await ownId(app, objectId)),
    to: envelope.to,
    cc: envelope.cc,
    json: envelope.json,
  }
}
