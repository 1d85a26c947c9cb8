/**
 * A deleted actor that sends something may exist again: Misskey sends the Delete of a person whom it suspends, and an
 * Undo of it later. The actor's own address decides (C8, FEP-4f05).
 */
import { hostOf } from '../../activitypub/uris.ts'
import { findAccountByUri } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { type AtollError, Declined, Gone, Unavailable } from '../../core/errors.ts'
import { isDeleted, isDeletedSince } from '../../core/policy/active.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { HOUR, MINUTE } from '../../lib/durations.ts'
import { fetchActor } from '../fetch/actor.ts'
import { type Budget, withLookUpBudget } from '../fetch/budget.ts'
import { endPause, pauseFor, pauseLeft } from '../fetch/once-per.ts'
import { fetchesInFlight, singleFlight } from '../fetch/single-flight.ts'
import { type Asker, mayAsk } from './deleted-look-ups.ts'

/**
 * At most one look per actor in `pauseMs`, and none sooner after the deletion than `afterMs`: until then the rest of
 * what was sent before it may arrive, and a cache in front of the origin may still serve the actor.
 */
interface Limits {
  afterMs: number
  pauseMs: number
}
const AFTER_UNDO: Limits = Object.freeze({ afterMs: MINUTE, pauseMs: 10 * MINUTE })
const AFTER_OTHERS: Limits = Object.freeze({ afterMs: 10 * MINUTE, pauseMs: 3 * HOUR })
/** How long an origin that does not answer is not asked again. The activities wait. */
const UNREACHABLE_MS = MINUTE

type Deleted = Account & { deleted_at: number }

interface Question {
  /** Whether the activity says that the actor exists again. */
  isUndo: boolean
  /** When it arrived. */
  receivedAt: number
  budget: Budget
}

/**
 * The account, if its origin serves it again.
 * @throws Declined or Gone if it is still deleted, Unavailable if the activity must wait for the answer
 */
export async function restoreActor(app: App, actor: Deleted, question: Question): Promise<Account> {
  const flight = `restored ${actor.uri}`
  if (!app.slot(fetchesInFlight).has(flight)) {
    const problem = whyNotNow(app, actor, question)
    // Another activity may have brought it back since it was read.
    const current = problem && (await findAccountByUri(app, actor.uri))
    if (current && !isDeleted(current)) return current
    if (problem) throw problem
  }
  return singleFlight(app, flight, () => ask(app, actor, question))
}

/** @returns Declined if the question is not worth asking, Unavailable if it is too early */
function whyNotNow(app: App, actor: Deleted, { isUndo, receivedAt }: Question): AtollError | undefined {
  const { id, uri, deleted_at } = actor
  const gone = new Declined('actor-gone', { uri })
  if (isDeletedSince(actor, receivedAt)) return gone
  const { afterMs, pauseMs } = isUndo ? AFTER_UNDO : AFTER_OTHERS
  const pause = pauseLeft(app, pauseKey(id, isUndo))
  const askedAt = app.clock.now() + pause - pauseMs
  // An Undo that came after the last answer waits for the next look. Whatever else is sent in the pause is dropped.
  if (pause > 0 && (!isUndo || receivedAt <= askedAt)) return gone
  const wait = Math.max(deleted_at + afterMs - app.clock.now(), pause, pauseLeft(app, `unreachable deleted ${id}`))
  const host = hostOf(uri) ?? uri
  return wait > 0 ? new Unavailable(host, ['host-backing-off', { host }], wait) : undefined
}

async function ask(app: App, { id, uri }: Account, { isUndo, budget }: Question): Promise<Account> {
  const key = pauseKey(id, isUndo)
  pauseFor(app, key, (isUndo ? AFTER_UNDO : AFTER_OTHERS).pauseMs)
  try {
    return await fetchActor(app, uri, { budget, restores: true })
  } catch (error) {
    if (error instanceof Unavailable) {
      endPause(app, key)
      pauseFor(app, `unreachable deleted ${id}`, UNREACHABLE_MS)
    }
    throw error
  }
}

/** Asks the origin of a deleted account that a person looks up. @returns undefined if it is still deleted */
export async function lookForDeleted(app: App, actor: Deleted, asker: Asker): Promise<Account | undefined> {
  if (actor.domain === null || !mayAsk(app, actor.uri, asker, actor.deleted_at)) return undefined
  try {
    return await withLookUpBudget(app, {}, (budget) => fetchActor(app, actor.uri, { budget, restores: true }))
  } catch (error) {
    if (error instanceof Gone) return undefined
    throw error
  }
}

const pauseKey = (id: number, isUndo: boolean) => `${isUndo ? 'undo of ' : ''}deleted ${id}`
