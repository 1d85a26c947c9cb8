/** Actors of other servers: their document, their handle, and what is kept of both (C17, R-38). */
import { hostOf } from '../../activitypub/uris.ts'
import { confirmHandle } from '../../activitypub/webfinger.ts'
import { acctKey } from '../../core/accounts/acct.ts'
import { deleteAccount } from '../../core/accounts/delete.ts'
import { findAccountByUri } from '../../core/accounts/find.ts'
import { storeRemoteAccount } from '../../core/accounts/store.ts'
import type { App } from '../../core/app.ts'
import { Declined, Gone, NotFound } from '../../core/errors.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { DAY } from '../../lib/durations.ts'
import { type IncomingPerson, parsePerson } from '../objects/parse-person.ts'
import { type Budget, withBudget } from './budget.ts'
import { type FetchOptions, fetchRemote } from './document.ts'
import { suspectMissing } from './missing-actor.ts'
import { singleFlight } from './single-flight.ts'
import { withSlot } from './slots.ts'

/** A handle that WebFinger vouched for is believed for so long. */
const HANDLE_TTL_MS = 7 * DAY

/**
 * Fetches an actor, known or not, and keeps what it says now.
 * @throws like `fetchRemote`; after a 410 the account that we knew is deleted (C18)
 */
export function fetchActor(app: App, uri: string, options: FetchOptions): Promise<Account> {
  const run = async () => {
    try {
      const { json } = await fetchRemote(app, uri, options)
      return await storeActor(app, json, options.budget)
    } catch (error) {
      if (error instanceof Gone) await deleteGoneActor(app, uri)
      if (error instanceof NotFound) await suspectMissing(app, uri)
      throw error
    }
  }
  return withSlot(app, options.budget, () => singleFlight(app, `actor ${uri}`, run))
}

/** Keeps an actor's document that came straight from its origin. @throws Declined */
export async function storeActor(app: App, json: unknown, budget: Budget): Promise<Account> {
  const person = parsePerson(json)
  const known = await findAccountByUri(app, person.uri)
  const { domain, confirmed } = await handleOf(app, person, known, budget)
  return app.transaction((tx) =>
    storeRemoteAccount(tx, { ...person, domain }, { via: 'fetch', handleConfirmed: confirmed }),
  )
}

/**
 * What WebFinger says about the handle. A server that has no WebFinger, or does not answer now, gets an account without
 * a handle; one that names somebody else is lying about a newcomer (case 41).
 */
async function handleOf(
  app: App,
  person: IncomingPerson,
  known: Account | undefined,
  budget: Budget,
): Promise<{ domain: string; confirmed: boolean }> {
  const host = hostOf(person.uri) as string
  if (known?.domain != null && isFresh(app, known, person)) return { domain: known.domain, confirmed: false }
  const actor = { uri: person.uri, preferredUsername: person.username, webfinger: person.webfinger }
  const answer = await confirmHandle(withBudget(budget, app.fetch), actor, {
    allowHttp: app.config.allowPrivateAddresses,
  })
  if (answer.kind === 'confirmed' && answer.handle.username.toLowerCase() === person.username.toLowerCase())
    return { domain: answer.handle.host, confirmed: true }
  if (answer.kind === 'refused' && !known)
    throw new Declined('handle-unconfirmed', { uri: person.uri, reason: answer.reason })
  return { domain: known?.domain ?? host, confirmed: false }
}

function isFresh(app: App, known: Account, person: IncomingPerson): boolean {
  const since = app.clock.now() - (known.fetched_at ?? 0)
  return since < HANDLE_TTL_MS && known.acct_key === acctKey(person.username, known.domain)
}

/** The origin says 410: the account, if we know it, is deleted here as well (C18). */
export async function deleteGoneActor(app: App, uri: string): Promise<void> {
  const known = await findAccountByUri(app, uri)
  if (known && known.domain !== null) await deleteAccount(app, known, { via: 'fetch' })
}
