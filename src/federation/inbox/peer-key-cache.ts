/** A cache of parsed public keys of other servers: parsing a key takes longer than verifying a signature with it. */
import type { KeyObject } from 'node:crypto'
import { MINUTE } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import { LruMap } from '../../lib/lru-map.ts'
import { slot } from '../../lib/slot.ts'

/** A public key and its owner. */
export interface PeerKey {
  keyId: string
  key: KeyObject
  accountId: Id
  actorUri: string
}

/** Bounds memory against any number of made-up keys. */
const MAX_KEYS = 10_000
/** Another process may have received a key rotation that this one has not. */
const TTL_MS = 5 * MINUTE

class PeerKeys {
  readonly #byId = new LruMap<string, PeerKey>({ max: MAX_KEYS, ttl: TTL_MS })
  // `forget` finds keys only through this list, so keys are dropped together with their entry here.
  readonly #keyIds = new LruMap<Id, Set<string>>({
    max: MAX_KEYS,
    dispose: (keyIds) => {
      for (const keyId of keyIds) this.#byId.delete(keyId)
    },
  })

  get(keyId: string): PeerKey | undefined {
    return this.#byId.get(keyId)
  }

  remember(known: PeerKey): void {
    this.#byId.set(known.keyId, known)
    const keyIds = this.#keyIds.get(known.accountId)
    if (keyIds) keyIds.add(known.keyId)
    else this.#keyIds.set(known.accountId, new Set([known.keyId]))
  }

  /** Drops all keys of an account, after it was updated or deleted. */
  forget(accountId: Id): void {
    this.#keyIds.delete(accountId)
  }
}

export const peerKeys = slot(() => new PeerKeys())
