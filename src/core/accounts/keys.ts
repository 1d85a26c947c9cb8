/** The public keys of all accounts and the private keys of local ones. */
import type { QueryHolder } from '../../db/compiled.ts'
import type { Account, AccountKey } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { Declined } from '../errors.ts'
import { findAccount } from './find.ts'

/** A public key as its owner's document lists it. */
export interface IncomingKey {
  keyId: string
  kind: 'rsa' | 'ed25519'
  publicPem: string
}

/** How many keys of an actor are stored (E-26). */
const MAX_KEYS = 10

/** The key with this id and its account, even if the account is deleted: its Delete must stay verifiable (E-28). */
export async function findKey(
  app: QueryHolder,
  keyId: string,
): Promise<(AccountKey & { account: Account }) | undefined> {
  const key = await app.db.selectFrom('account_keys').selectAll().where('key_id', '=', keyId).executeTakeFirst()
  const account = key && (await findAccount(app, key.account_id))
  return account && { ...key, account }
}

/** The public half of the current RSA key of a local account, even if the account is deleted (E-28). */
export async function findPublishedKey(
  app: Pick<App, 'db' | 'clock'>,
  accountId: Id,
): Promise<Pick<AccountKey, 'key_id' | 'public_pem'> | undefined> {
  return await app.db
    .selectFrom('account_keys')
    .select(['key_id', 'public_pem'])
    .where('account_id', '=', accountId)
    .where('kind', '=', 'rsa')
    .where('created_at', '<=', app.clock.now())
    .orderBy('created_at', 'desc')
    .executeTakeFirst()
}

/** The keys with which a local account signs and which it publishes: at any time one of each kind (S-09). */
interface OwnKeys {
  rsa: AccountKey
  ed25519: AccountKey
  /** The previous RSA key, until it is deleted. */
  previousRsa: AccountKey | undefined
  /** When new keys replace these, if a rotation is pending. Caches must not keep these keys any longer. */
  changeAt: number | undefined
}

/** The current private keys of a local account. */
export async function signingKeys(app: Pick<App, 'db' | 'clock'>, accountId: Id): Promise<OwnKeys> {
  const keys = await app.db
    .selectFrom('account_keys')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('private_pem', 'is not', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const now = app.clock.now()
  const inForce = keys.filter((key) => key.created_at <= now)
  const rsa = inForce.findLast((key) => key.kind === 'rsa')
  const ed25519 = inForce.findLast((key) => key.kind === 'ed25519')
  if (!rsa || !ed25519) throw new Error(`Account ${accountId} has no keys of its own to sign with`)
  const previousRsa = inForce.findLast((key) => key.kind === 'rsa' && key !== rsa)
  return { rsa, ed25519, previousRsa, changeAt: keys.find((key) => key.created_at > now)?.created_at }
}

/**
 * Replaces the account's keys with these. A key that its owner no longer lists is deleted, so signatures with it are no
 * longer accepted after a known rotation (C17). An empty list changes nothing, because the document may have been only
 * partly readable.
 * @throws Declined if a key id belongs to another actor
 * @returns whether anything changed
 */
export async function replaceKeys(tx: Tx, account: Account, incoming: readonly IncomingKey[]): Promise<boolean> {
  const keys = [...new Map(incoming.map((key) => [key.keyId, key])).values()].slice(0, MAX_KEYS)
  if (keys.length === 0) return false
  const stored = await tx.db
    .selectFrom('account_keys')
    .selectAll()
    .where((where) => where.or([where('account_id', '=', account.id), where('key_id', 'in', keys.map(idOf))]))
    .execute()
  const foreign = stored.find((key) => key.account_id !== account.id)
  if (foreign) throw new Declined('key-of-other-account', { keyId: foreign.key_id })
  const dropped = stored.filter((old) => !keys.some((key) => isSame(old, key)))
  const added = keys.filter((key) => !stored.some((old) => isSame(old, key)))
  await forget(tx, dropped)
  await add(tx, account, added)
  await tx.db
    .updateTable('account_keys')
    .set({ fetched_at: tx.clock.now() })
    .where('account_id', '=', account.id)
    .execute()
  return dropped.length + added.length > 0
}

const idOf = (key: IncomingKey) => key.keyId

function isSame(stored: AccountKey, key: IncomingKey): boolean {
  return stored.key_id === key.keyId && stored.kind === key.kind && stored.public_pem === key.publicPem
}

async function forget(tx: Tx, keys: AccountKey[]): Promise<void> {
  if (keys.length === 0) return
  const ids = keys.map((key) => key.id)
  await tx.db.deleteFrom('account_keys').where('id', 'in', ids).execute()
}

async function add(tx: Tx, account: Account, keys: IncomingKey[]): Promise<void> {
  if (keys.length === 0) return
  const now = tx.clock.now()
  const rows = keys.map((key) => ({
    id: tx.ids.next(),
    account_id: account.id,
    key_id: key.keyId,
    kind: key.kind,
    public_pem: key.publicPem,
    private_pem: null,
    created_at: now,
    fetched_at: now,
  }))
  const stored = await tx.db
    .insertInto('account_keys')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  // Two actors may claim the same key id at the same moment. Only one gets it.
  if (stored.length < rows.length) throw new Declined('key-claimed-twice')
}
