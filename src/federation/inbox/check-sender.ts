/** Who really signed a request. Asking for a key is the only thing that this does on the network (S-10). */

import type { ReadSignature } from '../../activitypub/signatures/read-signature.ts'
import { checkSignature } from '../../activitypub/signatures/verify-request.ts'
import { hostOf } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { isDomainBlocked } from '../../core/domains/is-blocked.ts'
import { AtollError, Unavailable } from '../../core/errors.ts'
import type { Reason } from '../../messages/reason.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { fetchPeerKey, findPeerKey } from './peer-key.ts'
import type { PeerKey } from './peer-key-cache.ts'

type Sender =
  | { kind: 'known'; key: PeerKey }
  /** The signature is not theirs, or there is no such key. The reason may be told. */
  | { kind: 'refused'; reason: Reason }
  /** This server is blocked here. */
  | { kind: 'blocked' }
  /** The key cannot be had now: the sender should try again (E-41). */
  | { kind: 'later'; afterMs: number | undefined }

/** @param mayFetch false: only keys that we know count (S-32, where nobody is refused) */
export async function checkSender(app: App, read: ReadSignature, { mayFetch = true } = {}): Promise<Sender> {
  const { keyId } = read
  if (app.uris.isLocal(keyId)) return { kind: 'refused', reason: ['key-of-ours'] }
  if (await isDomainBlocked(app, hostOf(keyId) ?? '')) return { kind: 'blocked' }
  const known = await findPeerKey(app, keyId)
  if (known && checkSignature(read, known.key)) return { kind: 'known', key: known }
  const wrong: Sender = { kind: 'refused', reason: ['signature-wrong'] }
  if (!mayFetch) return wrong
  try {
    // Unknown, or changed at its server without our hearing of it (S-08).
    const key = await fetchPeerKey(app, keyId)
    return checkSignature(read, key.key) ? { kind: 'known', key } : wrong
  } catch (error) {
    if (error instanceof Unavailable) return { kind: 'later', afterMs: error.retryAfterMs }
    if (error instanceof AtollError)
      return { kind: 'refused', reason: ['key-not-fetched', { reason: sentenceOf(error.reason) }] }
    throw error
  }
}
