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

type Sender =
  | { kind: 'known'; key: PeerKey }
  /** The signature is wrong, or there is no such key. The reason may be sent to the client. */
  | { kind: 'refused'; reason: Reason }
  /** The signer's domain is blocked here. */
  | { kind: 'blocked' }
  /** The key cannot be fetched now, so the sender should try again (E-41). */
  | { kind: 'later'; afterMs: number | undefined }

interface CheckOptions {
  /** The network of the client, which is limited in how often it makes us fetch keys. */
  network: string
  /** False: only stored keys are tried, for a GET that is answered either way (S-32). */
  mayFetch?: boolean
}

export async function checkSender(
  app: App,
  read: ReadSignature,
  { network, mayFetch = true }: CheckOptions,
): Promise<Sender> {
  const { keyId } = read
  if (app.uris.isLocal(keyId)) return { kind: 'refused', reason: ['key-of-this-server'] }
  if (await isDomainBlocked(app, hostOf(keyId) ?? '')) return { kind: 'blocked' }
  const known = await findPeerKey(app, keyId)
  if (known && checkSignature(read, known.key)) return { kind: 'known', key: known }
  const wrong: Sender = { kind: 'refused', reason: ['signature-wrong'] }
  if (!mayFetch) return wrong
  const cause: Unverified = { kind: 'unverified', network, counted: [] }
  try {
    // The key is unknown, or it has changed on its server without an Update reaching us (S-08).
    const key = await fetchPeerKey(app, keyId, cause)
    if (!checkSignature(read, key.key)) return wrong
    forgiveVerified(app, cause)
    return { kind: 'known', key }
  } catch (error) {
    if (error instanceof Unavailable) return { kind: 'later', afterMs: error.retryAfterMs }
    if (error instanceof AtollError)
      return { kind: 'refused', reason: ['key-not-fetched', { reason: sentenceOf(error.reason) }] }
    throw error
  }
}
