/** Stores the actors of other servers under their ids (C17). */
import { changesSomething } from '../../db/changed-columns.ts'
import { insertOnce } from '../../db/insert-once.ts'
import { pickColumns } from '../../db/pick-columns.ts'
import {
  type Account,
  type NewAccount,
  PROFILE,
  type ProfileColumn,
  UNVERSIONED_ACCOUNT,
  type UnversionedAccountColumn,
} from '../../db/tables/accounts.ts'
import { startOfSecond, unixSeconds } from '../../lib/durations.ts'
import { parseHttpUrl } from '../../lib/http/hosts.ts'
import type { App, Tx } from '../app.ts'
import { requireUnblocked } from '../domains/is-blocked.ts'
import { findFormerAccount } from '../dropped/find.ts'
import { Declined, Gone } from '../errors.ts'
import type { Via } from '../events.ts'
import { registerEmojis, registerMedia } from '../media/rows/register.ts'
import { releaseMedia } from '../media/rows/unused.ts'
import { isDeleted, isDeletedSince } from '../policy/active.ts'
import { clampToNow, compareVersions } from '../versions.ts'
import { acctKey, hasKey } from './acct.ts'
import { claimHandle, type HandleClaim } from './claim-handle.ts'
import { findAccountByUri } from './find.ts'
import { type IncomingKey, replaceKeys } from './keys.ts'
import { withoutOwnPictures } from './own-pictures.ts'
import { isRemoteUsername } from './username.ts'

/** An actor as read from its document. Texts are sanitized, addresses checked, and the origin verified. */
export interface IncomingAccount
  extends Pick<NewAccount, ProfileColumn | UnversionedAccountColumn | 'uri' | 'username'> {
  domain: string
  /**
   * Unix milliseconds, as the origin gives them. Many servers give actors no version, so `updated_at` may be undefined.
   */
  created_at?: number | undefined
  updated_at?: number | undefined
  keys: IncomingKey[]
}

/** The columns that decide which handle an account gets. */
const HANDLE = ['actor_type', 'username', 'domain'] as const

/** How the document arrived, and what was found out about the actor's handle. */
export interface Provenance {
  via: Via
  handle: HandleClaim
  /** An account that was deleted before this time comes back, because its origin was asked whether it exists (C8). */
  deletedBefore?: number | undefined
}

/** Keeps the keys of a deleted account current, since what it signs may bring it back (C8). */
export async function storeKeysOfDeleted(app: App, account: Account, keys: readonly IncomingKey[]): Promise<void> {
  await app.transaction(async (tx) => {
    await tx.lock(`account:${account.uri}`)
    if (await replaceKeys(tx, account, keys)) await tx.emit('account.updated', { account_id: account.id, via: 'fetch' })
  })
}

/**
 * Stores an actor's document: creates the account, or updates it in the order of its versions (C4). Emits only changes.
 * @throws Declined if the actor claims our host, is on a blocked one, has an unsafe name or lists another actor's key
 * @throws Gone if the account is deleted (C8)
 */
export async function storeRemoteAccount(tx: Tx, given: IncomingAccount, from: Provenance): Promise<Account> {
  const incoming = withoutOwnPictures(tx.uris, given)
  if (tx.uris.isLocal(incoming.uri) || incoming.domain === tx.uris.host)
    throw new Declined('actor-claims-this-host', { uri: incoming.uri })
  // The host of the handle may be another one than that of the id.
  for (const host of [parseHttpUrl(incoming.uri)?.host ?? '', incoming.domain]) await requireUnblocked(tx, host)
  if (!isRemoteUsername(incoming.username)) throw new Declined('actor-name-unusable')
  await tx.lock(`account:${incoming.uri}`)
  const known = await findAccountByUri(tx, incoming.uri)
  if (known?.is_feed) throw new Declined('actor-is-feed', { uri: incoming.uri })
  if (known) return update(tx, known, incoming, from)
  return create(tx, incoming, from)
}

async function create(tx: Tx, incoming: IncomingAccount, from: Provenance): Promise<Account> {
  const now = tx.clock.now()
  const createdAt = Math.min(incoming.created_at ?? now, now)
  // Posts of the account that were dropped from the cache come back with their author's id.
  const former = await findFormerAccount(tx, incoming.uri)
  const id = former?.id ?? tx.ids.next()
  const claimant = { id, ...pickColumns(incoming, HANDLE) }
  const account = await insertOnce(tx.db, 'accounts', {
    ...pickColumns(incoming, PROFILE),
    ...pickColumns(incoming, UNVERSIONED_ACCOUNT),
    ...(await pictureKeys(tx, incoming)),
    id,
    uri: incoming.uri,
    username: incoming.username,
    domain: incoming.domain,
    acct_key: from.handle.confirmed ? await claimHandle(tx, claimant, from.handle) : null,
    created_at: createdAt,
    updated_at: versionOf(tx, incoming) ?? createdAt,
    fetched_at: now,
    ...(former && { statuses_count: former.statuses_count, revision: unixSeconds(now) }),
  })
  if (!account) throw new Declined('actor-stored-twice', { uri: incoming.uri })
  await replaceKeys(tx, account, incoming.keys)
  await tx.emit('account.created', { account_id: account.id, via: from.via })
  return account
}

async function update(tx: Tx, known: Account, incoming: IncomingAccount, from: Provenance): Promise<Account> {
  if (isDeletedSince(known, from.deletedBefore)) throw new Gone('uri-deleted', { uri: incoming.uri })
  // Its profile was emptied, so the version that is stored means nothing.
  const order = isDeleted(known) ? 'newer' : compare(tx, known, incoming, from.via)
  if (order === 'older') return from.via === 'fetch' ? touch(tx, known) : known
  const changes: Partial<NewAccount> = {
    ...pickColumns(incoming, UNVERSIONED_ACCOUNT),
    ...(order === 'newer' && pickColumns(incoming, PROFILE)),
    ...(await pictureKeys(tx, incoming)),
    ...(await handleChange(tx, known, incoming, from.handle)),
    updated_at: order === 'newer' ? (versionOf(tx, incoming) ?? known.updated_at) : known.updated_at,
    deleted_at: null,
  }
  const keysChanged = await replaceKeys(tx, known, incoming.keys)
  if (!keysChanged && !changesSomething(known, changes)) return touch(tx, known)
  const account = await tx.db
    .updateTable('accounts')
    .set((set) => ({ ...changes, fetched_at: tx.clock.now(), revision: set('revision', '+', 1) }))
    .where('id', '=', known.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  if (known.avatar_key !== account.avatar_key || known.header_key !== account.header_key)
    await releaseMedia(tx, [known.avatar_key, known.header_key])
  await tx.emit('account.updated', { account_id: account.id, via: from.via })
  if (isDeleted(known))
    await tx.emit('account.restored', { account_id: account.id, deleted_at: known.deleted_at, via: from.via })
  return account
}

/** The rows of `media` for its pictures, and for the emojis in its texts. */
async function pictureKeys(tx: Tx, { avatar_url, header_url, emojis }: IncomingAccount) {
  await registerEmojis(tx, emojis)
  return {
    avatar_key: await registerMedia(tx, 'avatar', avatar_url),
    header_key: await registerMedia(tx, 'header', header_url),
  }
}

async function touch(tx: Tx, known: Account): Promise<Account> {
  const fetched_at = tx.clock.now()
  await tx.db.updateTable('accounts').set({ fetched_at }).where('id', '=', known.id).execute()
  return { ...known, fetched_at }
}

/** A confirmed handle is stored. One that is not, or that another account has, never replaces a confirmed one (C17). */
async function handleChange(
  tx: Tx,
  known: Account,
  incoming: IncomingAccount,
  claim: HandleClaim,
): Promise<Partial<NewAccount>> {
  const handle = { username: incoming.username, domain: incoming.domain }
  const claimant = { id: known.id, ...pickColumns(incoming, HANDLE) }
  const acct_key = claim.confirmed ? await claimHandle(tx, claimant, claim) : null
  if (acct_key !== null) return { ...handle, acct_key }
  const hasOther = known.acct_key !== null && !hasKey(known, acctKey(handle.username, handle.domain))
  return hasOther ? {} : handle
}

/** The version that the origin gives, in whole seconds; undefined if there is none. */
function versionOf(tx: Tx, { updated_at }: IncomingAccount): number | undefined {
  return updated_at === undefined ? undefined : startOfSecond(clampToNow(tx, updated_at))
}

/** A document without a version cannot be ordered, so the last one to arrive counts. Mastodon's actors have none. */
function compare(tx: Tx, known: Account, incoming: IncomingAccount, via: Via): 'newer' | 'same' | 'older' {
  const version = versionOf(tx, incoming)
  return version === undefined
    ? 'newer'
    : compareVersions(tx, known.uri, { stored: known.updated_at, incoming: version }, via)
}
