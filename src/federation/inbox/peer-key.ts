/** The keys that others sign with: from memory, from the database, or once in a while from their server (S-07, S-08). */
import { keyOwner } from '../../activitypub/signatures/actor-key.ts'
import { hostOf, withoutFragment } from '../../activitypub/uris.ts'
import { findKey } from '../../core/accounts/keys.ts'
import type { App, Reaction } from '../../core/app.ts'
import { Declined, Gone, Unavailable } from '../../core/errors.ts'
import { KeyError, readPublicKey } from '../../lib/crypto/keys.ts'
import { HOUR, MINUTE } from '../../lib/durations.ts'
import { deleteGoneActor, fetchActor, storeActor } from '../fetch/actor.ts'
import { createBudget } from '../fetch/budget.ts'
import { fetchRemote } from '../fetch/document.ts'
import { pauseFor, pauseLeft } from '../fetch/once-per.ts'
import { fetchesInFlight, singleFlight } from '../fetch/single-flight.ts'
import { type PeerKey, peerKeys } from './peer-key-cache.ts'

/** S-08: how often somebody's key may be asked for, whoever claims to sign with it. */
const PAUSE_MS = MINUTE
/** Who is gone stays gone: their keys are asked for less often. */
const GONE_PAUSE_MS = HOUR
/** The key document, its owner, and the WebFinger of at most two names, each perhaps by another one and a template. */
const FETCHES = 10

/** A key that we know. Nothing is fetched. */
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
 * Asks the key's server for it, at most once a minute.
 * @throws Unavailable (its server may answer later), or another error when there is no such key
 */
export async function fetchPeerKey(app: App, keyId: string): Promise<PeerKey> {
  const uri = withoutFragment(keyId)
  const attempt = `key ${uri}`
  if (!app.slot(fetchesInFlight).has(attempt)) refuseTooSoon(app, attempt, uri)
  const owner = await singleFlight(app, attempt, () => fetchOwner(app, keyId, attempt))
  const key = await findPeerKey(app, keyId)
  if (key?.actorUri !== owner) throw new Declined('key-not-of-owner', { owner, keyId })
  return key
}

function refuseTooSoon(app: App, attempt: string, uri: string): void {
  const wait = pauseLeft(app, attempt)
  if (wait === 0) return
  const host = hostOf(uri) ?? uri
  if (pauseLeft(app, `failed ${attempt}`) > 0) throw new Unavailable(host, ['host-backing-off', { host }], wait)
  throw new Declined('key-asked-recently')
}

/** @returns the uri of the actor that owns the key, who is now stored with its keys (S-07) */
async function fetchOwner(app: App, keyId: string, attempt: string): Promise<string> {
  pauseFor(app, attempt, PAUSE_MS)
  const budget = createBudget(FETCHES)
  try {
    const { id, json } = await fetchRemote(app, keyId, { budget })
    const owner = keyOwner(json, keyId)
    if (owner === undefined) throw new Declined('key-without-owner', { keyId })
    const account = owner === id ? await storeActor(app, json, budget) : await fetchActor(app, owner, { budget })
    return account.uri
  } catch (error) {
    if (error instanceof Unavailable) pauseFor(app, `failed ${attempt}`, pauseLeft(app, attempt))
    if (error instanceof Gone) {
      pauseFor(app, attempt, GONE_PAUSE_MS)
      await deleteGoneActor(app, withoutFragment(keyId))
    }
    throw error
  }
}

/** account.updated, account.deleted: a key that was replaced must not be believed any more (C17). */
export const forgetPeerKeys: Reaction<'account.updated' | 'account.deleted'> = async (tx, { account_id }) => {
  tx.afterCommit(() => tx.slot(peerKeys).forget(account_id))
}
