/** The bounded caches of one server. Each is keyed by id and revision, or dropped by whoever changes what it holds. */
import type { KeyObject } from 'node:crypto'
import type { CompiledQuery } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Account } from '../db/tables/accounts.ts'
import type { Status } from '../db/tables/statuses.ts'
import type { Token, User } from '../db/tables/users.ts'
import type { Id } from '../lib/ids.ts'
import { createArrivals } from './arrivals.ts'
import { createPeerKeyCache } from './peer-keys.ts'

const RENDERED_STATUSES = 20_000
const RENDERED_ACCOUNTS = 10_000
const COMPILED_QUERIES = 2_000
const KEPT_ROWS = 10_000
const SETTINGS_TTL_MS = 10_000
const KEPT_VIEWERS = 5_000
/** How long another process may not have heard that a token was revoked. */
const VIEWERS_TTL_MS = 10_000
const OLDER_VERSIONS = 1_000
const KEPT_PEER_KEYS = 10_000
const KEPT_ARRIVALS_CHARS = 8 * 1_048_576
const KEPT_ATTEMPTS = 10_000
const KNOWN_HOSTS = 10_000
const SIGNERS = 5_000
const FOLLOWER_DIGESTS = 200
/** Another process may have taken in a follow: a digest that is late only makes the other side look. */
const FOLLOWER_DIGESTS_TTL_MS = 60_000
const OUTGOING_BYTES = 32 * 1_048_576

export function createCaches() {
  return {
    /** `id:revision…` → the part of a status' JSON that is the same for every viewer. */
    statuses: new LRUCache<string, object>({ max: RENDERED_STATUSES }),
    /** `id:revision` → an account's JSON. */
    accounts: new LRUCache<string, object>({ max: RENDERED_ACCOUNTS }),
    /** Instance settings, read by nearly every request. */
    settings: new LRUCache<string, object>({ max: 100, ttl: SETTINGS_TTL_MS }),
    /** Hot queries by name and list lengths (`db/compile-once.ts`). */
    queries: new LRUCache<string, CompiledQuery>({ max: COMPILED_QUERIES }),
    /** Rows as last read, for lists: good while the revision in the database is the same (`core/statuses/row-cache.ts`). */
    statusRows: new LRUCache<Id, Status>({ max: KEPT_ROWS }),
    accountRows: new LRUCache<Id, Account>({ max: KEPT_ROWS }),
    /** The id of the account of a uri: ids never change, so this only forgets. */
    accountIds: new LRUCache<string, Id>({ max: RENDERED_ACCOUNTS }),
    /** Hash of an API key → the login it stands for. Dropped by whoever changes a token or a user. */
    logins: new LRUCache<string, { user: User; token: Token }>({ max: KEPT_VIEWERS, ttl: VIEWERS_TTL_MS }),
    /** Uri → an older version that its origin served, and when first: has it been restored from a backup? (C4) */
    olderVersions: new LRUCache<string, { version: number; seenAt: number }>({ max: OLDER_VERSIONS }),
    /** Host → its health and the signatures it understands (delivery/host-health.ts), in front of the table `hosts`. */
    hosts: new LRUCache<string, object>({ max: KNOWN_HOSTS }),
    /** Account → its key id and private key, ready to sign with until an instant (`delivery/signed-fetch.ts`). */
    signers: new LRUCache<Id, { keyId: string; privateKey: KeyObject; until: number }>({ max: SIGNERS }),
    /** Activities on their way to many inboxes: read and hashed once. */
    outgoing: new LRUCache<
      Id,
      { accountId: Id; type: string; body: Uint8Array; digest: string; forFollowers: boolean }
    >({
      maxSize: OUTGOING_BYTES,
      sizeCalculation: ({ body }) => body.length + 200,
    }),
    /** Account → digest of its followers on each origin (FEP-8fcf). Dropped whenever somebody follows it or ceases to. */
    followerDigests: new LRUCache<Id, Promise<ReadonlyMap<string, string> | undefined>>({
      max: FOLLOWER_DIGESTS,
      ttl: FOLLOWER_DIGESTS_TTL_MS,
    }),
    /** Keys of other servers' people. Dropped whenever the account changes. */
    peerKeys: createPeerKeyCache(KEPT_PEER_KEYS),
    /** What was asked of another server lately (a key, an actor) → when it may be asked again (S-08). */
    attempts: new LRUCache<string, number>({ max: KEPT_ATTEMPTS }),
    /** Fetches under way by what they fetch: who asks meanwhile shares the answer. Each removes itself. */
    flights: new Map<string, Promise<unknown>>(),
    /** Host of the sender → how many of its activities wait for other servers right now (`federation/fetch/slots.ts`). */
    waiting: new Map<string, number>(),
    /** Activities that were just received, read already. */
    arrivals: createArrivals(KEPT_ARRIVALS_CHARS),
    /** How many received activities wait: counted now and then, kept up to date in between. */
    backlog: { waiting: 0, countedAt: Number.NEGATIVE_INFINITY, receivedAt: Number.NEGATIVE_INFINITY },
  }
}
export type Caches = ReturnType<typeof createCaches>
