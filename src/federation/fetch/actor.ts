/** Fetches actors of other servers, confirms their handles and stores both (C17, R-38). */
import type { JsonObject } from '../../activitypub/read.ts'
import { deleteAccount } from '../../core/accounts/delete.ts'
import { findAccountByUri } from '../../core/accounts/find.ts'
import { storeRemoteAccount } from '../../core/accounts/store.ts'
import type { App } from '../../core/app.ts'
import { Declined, Gone, NotFound } from '../../core/errors.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { MINUTE } from '../../lib/durations.ts'
import { completeStub, isActorStub } from '../objects/actor-stub.ts'
import { parsePerson } from '../objects/parse-person.ts'
import type { Budget } from './budget.ts'
import { handleOf } from './confirm-handle.ts'
import { type FetchOptions, fetchRemote } from './document.ts'
import { suspectMissing } from './missing-actor.ts'
import { withPermit } from './permits.ts'
import { singleFlight } from './single-flight.ts'

/** A cache in front of the origin may still serve an actor that was deleted just now. */
const MAY_BE_CACHED_MS = MINUTE

/** An account that was deleted before this time comes back, if its origin serves it now (C8). */
export function returnsIfDeletedBefore({ clock }: Pick<App, 'clock'>): number {
  return clock.now() - MAY_BE_CACHED_MS
}

interface ActorFetch extends FetchOptions {
  /** An account that was deleted before comes back, if its origin serves it (C8). */
  restores?: boolean
}

/**
 * Fetches an actor, known or unknown, and stores its current document.
 * @throws the errors of `fetchRemote`. On a 410 (Gone) the stored account is deleted first (C18).
 */
export function fetchActor(app: App, uri: string, options: ActorFetch): Promise<Account> {
  const run = async () => {
    if ((await findAccountByUri(app, uri))?.is_feed) throw new Declined('actor-is-feed', { uri })
    const deletedBefore = options.restores ? returnsIfDeletedBefore(app) : undefined
    try {
      const { json } = await fetchRemote(app, uri, options)
      return await storeActor(app, json, options.budget, deletedBefore)
    } catch (error) {
      if (error instanceof Gone) await deleteGoneActor(app, uri)
      if (error instanceof NotFound) await suspectMissing(app, uri)
      throw error
    }
  }
  const key = `${options.restores ? 'deleted ' : ''}actor ${uri}`
  return withPermit(app, options.budget, () => singleFlight(app, key, run, options.budget.signal))
}

/**
 * Stores an actor's document that was fetched from its origin.
 * @param deletedBefore see `Provenance`
 * @throws Declined if the document is not a valid actor, or if WebFinger contradicts the handle of a new account
 */
export async function storeActor(app: App, json: JsonObject, budget: Budget, deletedBefore?: number): Promise<Account> {
  const read = parsePerson(json)
  const known = await findAccountByUri(app, read.uri)
  const person = known && isActorStub(json) ? completeStub(read, known) : read
  const { domain, handle } = await handleOf(app, person, known, budget)
  return app.transaction((tx) => storeRemoteAccount(tx, { ...person, domain }, { via: 'fetch', handle, deletedBefore }))
}

/** Deletes the stored account, if there is one, after its origin answered 410 (C18). */
export async function deleteGoneActor(app: App, uri: string): Promise<void> {
  const known = await findAccountByUri(app, uri)
  if (known && known.domain !== null) await deleteAccount(app, known, { via: 'fetch' })
}
