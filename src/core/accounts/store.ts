/** What other servers say about their people, kept by the actor's id (C17). */
import { insertOnce } from '../../db/insert-once.ts'
import type { Account, NewAccount, ProfileField } from '../../db/tables/accounts.ts'
import type { RemoteEmoji } from '../../db/tables/emojis.ts'
import type { Tx } from '../app.ts'
import { Declined, Gone } from '../errors.ts'
import type { Via } from '../events.ts'
import { acctKey } from './acct.ts'
import { findAccountByUri } from './find.ts'
import { type IncomingKey, replaceKeys } from './keys.ts'
import { isRemoteUsername } from './username.ts'
import { judgeVersion, versionOf } from './version.ts'

/** An actor as read from its document: texts are sanitised, addresses checked, its origin verified. */
export interface IncomingAccount {
  uri: string
  username: string
  domain: string
  actorType: Account['actor_type']
  displayName: string
  note: string
  fields: ProfileField[]
  emojis: RemoteEmoji[]
  url: string | null
  avatarUrl: string | null
  headerUrl: string | null
  locked: boolean
  bot: boolean
  discoverable: boolean
  indexable: boolean
  inboxUrl: string
  sharedInboxUrl: string | null
  outboxUrl: string | null
  followersUrl: string | null
  followingUrl: string | null
  featuredUrl: string | null
  alsoKnownAs: string[]
  movedToUri: string | null
  /** Unix milliseconds. */
  publishedAt?: number
  updatedAt?: number
  keys: IncomingKey[]
}

/** How the document came, and whether WebFinger of its host just named this very actor for the handle. */
export interface Provenance {
  via: Via
  handleConfirmed: boolean
}

/**
 * Keeps what an actor's document says: a new row, or news for the known one, in the order of its versions (C4).
 * Emits only what is news.
 * @throws Declined (our own name space, a name that cannot be shown, somebody else's key), Gone (deleted: C8)
 */
export async function storeRemoteAccount(tx: Tx, incoming: IncomingAccount, from: Provenance): Promise<Account> {
  if (tx.uris.isLocal(incoming.uri) || incoming.domain === tx.uris.host)
    throw new Declined(`${incoming.uri} pretends to be of this server`)
  if (!isRemoteUsername(incoming.username)) throw new Declined('This actor has a name that cannot be shown')
  await tx.lock(`account:${incoming.uri}`)
  const known = await findAccountByUri(tx, incoming.uri)
  if (known) return update(tx, known, incoming, from)
  return create(tx, incoming, from)
}

async function create(tx: Tx, incoming: IncomingAccount, from: Provenance): Promise<Account> {
  const now = tx.clock.now()
  const id = tx.ids.next()
  if (from.handleConfirmed) await takeHandle(tx, incoming, id)
  const account = await insertOnce(tx.db, 'accounts', {
    ...profileOf(incoming),
    ...endpointsOf(incoming),
    id,
    uri: incoming.uri,
    username: incoming.username,
    domain: incoming.domain,
    acct_key: from.handleConfirmed ? acctKey(incoming.username, incoming.domain) : null,
    created_at: Math.min(incoming.publishedAt ?? now, now),
    updated_at: versionOf(incoming, now) ?? Math.min(incoming.publishedAt ?? now, now),
    fetched_at: now,
  })
  if (!account) throw new Declined(`${incoming.uri} was stored by somebody else at the same moment`)
  await replaceKeys(tx, account, incoming.keys)
  await tx.emit('account.created', { account_id: account.id, via: from.via })
  return account
}

async function update(tx: Tx, known: Account, incoming: IncomingAccount, from: Provenance): Promise<Account> {
  if (known.deleted_at !== null) throw new Gone(`${incoming.uri} was deleted`)
  const verdict = judgeVersion(tx, known, incoming, from.via)
  if (verdict === 'older') return from.via === 'fetch' ? touch(tx, known) : known
  const changes: Partial<NewAccount> = {
    ...endpointsOf(incoming),
    ...(verdict === 'newer' && profileOf(incoming)),
    ...(await handleChange(tx, known, incoming, from.handleConfirmed)),
    updated_at: verdict === 'newer' ? (versionOf(incoming, tx.clock.now()) ?? known.updated_at) : known.updated_at,
  }
  const keysChanged = await replaceKeys(tx, known, incoming.keys)
  if (!keysChanged && !differs(known, changes)) return touch(tx, known)
  const account = await tx.db
    .updateTable('accounts')
    .set((set) => ({ ...changes, fetched_at: tx.clock.now(), revision: set('revision', '+', 1) }))
    .where('id', '=', known.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await tx.emit('account.updated', { account_id: account.id, via: from.via })
  return account
}

async function touch(tx: Tx, known: Account): Promise<Account> {
  const fetched_at = tx.clock.now()
  await tx.db.updateTable('accounts').set({ fetched_at }).where('id', '=', known.id).execute()
  return { ...known, fetched_at }
}

/** A confirmed handle is taken; an unconfirmed one never replaces one that WebFinger vouched for (C17). */
async function handleChange(
  tx: Tx,
  known: Account,
  incoming: IncomingAccount,
  confirmed: boolean,
): Promise<Partial<NewAccount>> {
  const key = acctKey(incoming.username, incoming.domain)
  if (!confirmed && known.acct_key !== null && known.acct_key !== key) return {}
  const handle = { username: incoming.username, domain: incoming.domain }
  if (!confirmed) return handle
  if (known.acct_key !== key) await takeHandle(tx, incoming, known.id)
  return { ...handle, acct_key: key }
}

/** Two actors, one handle: the one just confirmed by WebFinger gets it, the other keeps only its id (C17). */
async function takeHandle(tx: Tx, incoming: IncomingAccount, id: number): Promise<void> {
  const key = acctKey(incoming.username, incoming.domain)
  await tx.lock(`handle:${key}`)
  await tx.db
    .updateTable('accounts')
    .set((set) => ({ acct_key: null, revision: set('revision', '+', 1) }))
    .where('acct_key', '=', key)
    .where('id', '!=', id)
    .execute()
}

/** What the origin's version speaks for. */
function profileOf(incoming: IncomingAccount) {
  return {
    actor_type: incoming.actorType,
    display_name: incoming.displayName,
    note: incoming.note,
    fields: incoming.fields,
    url: incoming.url,
    locked: incoming.locked,
    bot: incoming.bot,
    discoverable: incoming.discoverable,
    indexable: incoming.indexable,
    also_known_as: incoming.alsoKnownAs,
    moved_to_uri: incoming.movedToUri,
  }
}

/** Soft facts: followed also when the version is the same (C4). */
function endpointsOf(incoming: IncomingAccount) {
  return {
    emojis: incoming.emojis,
    avatar_url: incoming.avatarUrl,
    header_url: incoming.headerUrl,
    inbox_url: incoming.inboxUrl,
    shared_inbox_url: incoming.sharedInboxUrl,
    outbox_url: incoming.outboxUrl,
    followers_url: incoming.followersUrl,
    following_url: incoming.followingUrl,
    featured_url: incoming.featuredUrl,
  }
}

function differs(known: Account, changes: Partial<NewAccount>): boolean {
  return Object.entries(changes).some(
    ([name, value]) => JSON.stringify(known[name as keyof Account]) !== JSON.stringify(value),
  )
}
