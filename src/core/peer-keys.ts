/** Public keys that arrived signatures needed lately, ready to verify with: parsing one costs more than verifying. */
import type { KeyObject } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Id } from '../lib/ids.ts'

/** A key and whose it is. */
export interface PeerKey {
  keyId: string
  key: KeyObject
  accountId: Id
  actorUri: string
}

export interface PeerKeyCache {
  get(keyId: string): PeerKey | undefined
  remember(known: PeerKey): void
  /** All keys of an account: it changed, or is gone. */
  forget(accountId: Id): void
}

/** Another process may have heard of a rotation that this one has not. */
const TTL_MS = 300_000

/** @param max how many keys are kept */
export function createPeerKeyCache(max: number): PeerKeyCache {
  const peerKeys = new LRUCache<string, PeerKey>({ max, ttl: TTL_MS })
  // Whose keys are no longer listed here could not be forgotten, so they go with the list.
  const dispose = (keys: Set<string>) => {
    for (const keyId of keys) peerKeys.delete(keyId)
  }
  const keysOf = new LRUCache<Id, Set<string>>({ max, dispose })
  return {
    get: (keyId) => peerKeys.get(keyId),
    remember(known) {
      peerKeys.set(known.keyId, known)
      const keys = keysOf.get(known.accountId)
      if (keys) keys.add(known.keyId)
      else keysOf.set(known.accountId, new Set([known.keyId]))
    },
    forget: (accountId) => {
      keysOf.delete(accountId)
    },
  }
}
