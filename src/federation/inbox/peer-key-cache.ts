/** Public keys that arrived signatures needed lately, ready to verify with: parsing one costs more than verifying. */
import type { KeyObject } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { MINUTE } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import { slot } from '../../lib/slot.ts'

/** A key and whose it is. */
export interface PeerKey {
  keyId: string
  key: KeyObject
  accountId: Id
  actorUri: string
}

/** Made-up keys must not grow our memory. */
const MAX_KEYS = 10_000
/** Another process may have heard of a rotation that this one has not. */
const TTL_MS = 5 * MINUTE

class PeerKeys {
  readonly #byId = new LRUCache<string, PeerKey>({ max: MAX_KEYS, ttl: TTL_MS })
  // Keys that are no longer listed here could not be forgotten, so they go with the list.
  readonly #keyIds = new LRUCache<Id, Set<string>>({
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

  /** All keys of an account: it changed, or is gone. */
  forget(accountId: Id): void {
    this.#keyIds.delete(accountId)
  }
}

export const peerKeys = slot(() => new PeerKeys())
