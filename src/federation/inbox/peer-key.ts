/**
 * Public keys of other servers: from the cache, from the database or, at a limited rate, from their server (S-07,
 * S-08).
 */
import { keyOwner } from '../../activitypub/signatures/actor-key.ts'
import { hostOf, withoutFragment } from '../../activitypub/uris.ts'
import { findAccountByUri } from '../../core/accounts/find.ts'
import { findKey } from '../../core/accounts/keys.ts'
import { storeKeysOfDeleted } from '../../core/accounts/store.ts'
import type { App, Reaction } from '../../core/app.ts'
import { AtollError, Declined, Gone, Unavailable } from '../../core/errors.ts'
import { isDeleted } from '../../core/policy/active.ts'
import { KeyError, readPublicKey } from '../../lib/crypto/keys.ts'
import { HOUR, MINUTE } from '../../lib/durations.ts'
import { deleteGoneActor, fetchActor, storeActor } from '../fetch/actor.ts'
import { type Budget, createBudget } from '../fetch/budget.ts'
import { fetchRemote } from '../fetch/document.ts'
import { endPause, pauseFor, pauseLeft } from '../fetch/once-per.ts'
import { OverLimit } from '../fetch/over-limit.ts'
import { fetchesInFlight, singleFlight } from '../fetch/single-flight.ts'
import { requireNetworkLeft, type Unverified } from '../fetch/unverified.ts'
import { parsePerson } from '../objects/parse-person.ts'
import { type PeerKey, peerKeys } from './peer-key-cache.ts'

/** A key is fetched at most once in this time, however many requests name it (S-08). */
const PAUSE_MS = MINUTE
/** The same after a 410: a deleted account stays deleted, so its key is fetched less often. */
const GONE_PAUSE_MS = HOUR
/** The key document, its owner, and WebFinger for at most two names, each with host-meta and a canonical subject. */
const FETCHES = 10

/** Finds a key in the cache or the database. Fetches nothing. */
export async function findPeerKey(app: App, keyId: string): Promise<PeerKey | undefined> {
  const cached = app.slot(peerKeys).get(keyId)
  if (cached) return cached
  const stored = await findKey(app, keyId)
  if (!stored || stored.account.domain === null) return undefined
  try {
    const key = readPublicKey(stored.public_pem)
    const known = { keyId, key, accountId: stored.account.id, actorUri: stored.account.uri }
    app.slot(peerKeys).remember(known)
    return known
  } catch (error) {
    if (error instanceof KeyError) return undefined
    throw error
  }
}

/**
 * Fetches a key from its server, at most once a minute.
 * @param cause the request that names the key. If several name it at once, the fetch counts for the first.
 * @throws Unavailable if its server may answer later, or another AtollError if there is no such key
 */
export async function fetchPeerKey(app: App, keyId: string, cause: Unverified): Promise<PeerKey> {
  const uri = withoutFragment(keyId)
  const attempt = `key ${uri}`
  if (!app.slot(fetchesInFlight).has(attempt)) {
    refuseTooSoon(app, attempt, uri)
    requireNetworkLeft(app, cause)
  }
  const owner = await singleFlight(app, attempt, () =>
    fetchOwner(app, keyId, attempt, createBudget({ fetches: FETCHES, cause })),
  )
  const key = await findPeerKey(app, keyId)
  if (key?.actorUri !== owner) throw new Declined('key-not-of-owner', { owner, keyId })
  return key
}

function refuseTooSoon(app: App, attempt: string, uri: string): void {
  const wait = pauseLeft(app, attempt)
  if (wait === 0) return
  const host = hostOf(uri) ?? uri
  if (pauseLeft(app, `failed ${attempt}`) > 0) throw new Unavailable(host, ['host-backing-off', { host }], wait)
  throw new Declined('key-fetch-delayed')
}

/** Fetches and stores the actor that owns the key, with all of its keys (S-07). @returns the actor's uri */
async function fetchOwner(app: App, keyId: string, attempt: string, budget: Budget): Promise<string> {
  pauseFor(app, attempt, PAUSE_MS)
  try {
    const { id, json } = await fetchRemote(app, keyId, { budget })
    const owner = keyOwner(json, keyId)
    if (owner === undefined) throw new Declined('key-without-owner', { keyId })
    if (await keepsKeysOfDeleted(app, owner, owner === id ? json : undefined)) return owner
    const account = owner === id ? await storeActor(app, json, budget) : await fetchActor(app, owner, { budget })
    return account.uri
  } catch (error) {
    // Its server was not asked, so the next request may.
    if (error instanceof OverLimit) endPause(app, attempt)
    else if (error instanceof Unavailable) pauseFor(app, `failed ${attempt}`, pauseLeft(app, attempt))
    if (error instanceof Gone) {
      pauseFor(app, attempt, GONE_PAUSE_MS)
      await deleteGoneActor(app, withoutFragment(keyId))
    }
    // The failure is our own, so the next activity of this sender may try again.
    if (!(error instanceof AtollError)) endPause(app, attempt)
    throw error
  }
}

/** A deleted actor's keys are still stored if its origin serves it: what they sign may bring it back (C8). */
async function keepsKeysOfDeleted(app: App, owner: string, document: unknown): Promise<boolean> {
  const known = document === undefined ? undefined : await findAccountByUri(app, owner)
  if (!known || known.domain === null || !isDeleted(known)) return false
  await storeKeysOfDeleted(app, known, parsePerson(document).keys)
  return true
}

/** Drops cached keys, since a key that was replaced must no longer verify a signature (C17). */
export const forgetPeerKeys: Reaction<'account.updated' | 'account.deleted'> = async (tx, { account_id }) => {
  tx.afterCommit(() => tx.slot(peerKeys).forget(account_id))
}
