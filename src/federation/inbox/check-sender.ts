/** Finds out who signed a request. Fetching the key is the only request that this makes (S-10). */

import type { ReadSignature } from '../../activitypub/signatures/read-signature.ts'
import { checkSignature } from '../../activitypub/signatures/verify-request.ts'
import { hostOf } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { isDomainBlocked } from '../../core/domains/is-blocked.ts'
import { AtollError, Unavailable } from '../../core/errors.ts'
import type { Reason } from '../../messages/reason.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { forgiveVerified, type Unverified } from '../fetch/unverified.ts'
import { fetchPeerKey, findPeerKey } from './peer-key.ts'
import type { PeerKey } from './peer-key-cache.ts'

/** The signature is valid. */
type Verified =
  | { kind: 'known'; key: PeerKey }
  /** The signer's domain is blocked here. Nobody else learns that, since only the signer could sign (S-31). */
  | { kind: 'blocked' }

type Sender =
  | Verified
  /** The signature is wrong, or there is no such key. The reason may be sent to the client. */
  | { kind: 'refused'; reason: Reason }
  /** The key cannot be fetched now, so the sender should try again (E-41). */
  | { kind: 'later'; afterMs: number | undefined }

/** The same for every cause, so that nobody can ask which domains are blocked by naming their keys. */
const WRONG: Sender = { kind: 'refused', reason: ['signature-wrong'] }

/** The sender, if its key is stored here and verifies the signature. Fetches nothing. */
export async function findSender(app: App, read: ReadSignature): Promise<Verified | undefined> {
  const key = await findPeerKey(app, read.keyId)
  if (!key || !checkSignature(read, key.key)) return undefined
  return (await isDomainBlocked(app, hostOf(read.keyId) ?? '')) ? { kind: 'blocked' } : { kind: 'known', key }
}

/**
 * The sender by a key that is fetched now: it is unknown, or it has changed on its server without an Update reaching us
 * (S-08). To be called after `findSender` found nobody.
 * @param network of the client, which is limited in how often it makes us fetch keys
 */
export async function fetchSender(app: App, read: ReadSignature, network: string): Promise<Sender> {
  const { keyId } = read
  if (app.uris.isLocal(keyId)) return { kind: 'refused', reason: ['key-of-this-server'] }
  if (await isDomainBlocked(app, hostOf(keyId) ?? '')) return WRONG
  const cause: Unverified = { kind: 'unverified', network, counted: [] }
  try {
    const key = await fetchPeerKey(app, keyId, cause)
    if (!checkSignature(read, key.key)) return WRONG
    forgiveVerified(app, cause)
    return { kind: 'known', key }
  } catch (error) {
    if (error instanceof Unavailable) return { kind: 'later', afterMs: error.retryAfterMs }
    if (!(error instanceof AtollError)) throw error
    app.log.debug({ keyId, reason: sentenceOf(error.reason) }, 'key not fetched')
    return WRONG
  }
}
