import { compiled, type QueryHolder } from '../../db/compiled.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { id } from '../../db/tables/columns.ts'
import { normalizeHost } from '../../lib/http/hosts.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { NotFound } from '../errors.ts'
import { isDeleted, isNotDeletedSql } from '../policy/active.ts'
import { isCommunity } from '../policy/community.ts'
import { acctKey, readHandle, sharedKey } from './acct.ts'
import { keepAccount, keepAccounts } from './keep.ts'

type Reader = Pick<App, 'db'>

const byId = compiled({ id: id() }, (db, { id }) => db.selectFrom('accounts').selectAll().where('id', '=', id))

/** The account as stored, even if it is deleted or suspended, because federation still answers for it (E-28). */
export async function findAccount(app: QueryHolder, id: Id): Promise<Account | undefined> {
  const [account] = await byId(app, { id })
  return keepAccount(app, account)
}

/** @throws NotFound if the account does not exist or was deleted */
export async function requireAccount(app: QueryHolder, id: Id): Promise<Account> {
  const account = await findAccount(app, id)
  if (!account || isDeleted(account)) throw new NotFound()
  return account
}

/** Finds an account by its actor id, byte for byte (C1), even if it is deleted. */
export async function findAccountByUri(app: Reader, uri: string): Promise<Account | undefined> {
  return keepAccount(app, await app.db.selectFrom('accounts').selectAll().where('uri', '=', uri).executeTakeFirst())
}

/** The existing accounts in the order of `ids`, without duplicates, deleted ones included. */
export async function findAccountsByIds(app: Reader, ids: readonly Id[]): Promise<Account[]> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return []
  const rows = await keepAccounts(
    app,
    await app.db.selectFrom('accounts').selectAll().where('id', 'in', wanted).execute(),
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return wanted.flatMap((id) => byId.get(id) ?? [])
}

/** Finds a local account (or the instance actor) by name, regardless of case. Deleted accounts are not found. */
export function findLocalAccount(app: Reader, username: string): Promise<Account | undefined> {
  return findByKey(app, username.includes('@') ? undefined : acctKey(username, null))
}

/** The account that had this name here and was deleted. Its name is never issued again. */
export async function findDeletedLocalAccount(app: Reader, username: string): Promise<Account | undefined> {
  const named = app.db.selectFrom('accounts').selectAll().where('acct_key', '=', acctKey(username, null))
  const account = await named.executeTakeFirst()
  return account && isDeleted(account) ? account : undefined
}

/**
 * Finds an account by `name`, `@name` or `name@host` in any case, also with our own host, and a community by `!name@host`
 * as well. An account without a handle is found by its id, as `acctOf` names it. Searches only the database.
 */
export async function findAccountByAcct(app: Pick<App, 'db' | 'uris'>, typed: string): Promise<Account | undefined> {
  const { acct, wantsCommunity } = readHandle(typed)
  if (acct.includes('://')) return findByAcctOfId(app, acct)
  const key = keyOf(app, acct)
  if (!wantsCommunity || key === undefined) return findByKey(app, key)
  const account = (await findByKey(app, sharedKey(key))) ?? (await findByKey(app, key))
  return account && isCommunity(account) ? account : undefined
}

async function findByAcctOfId(app: Reader, uri: string): Promise<Account | undefined> {
  const account = await findAccountByUri(app, uri)
  return account?.acct_key === null && !isDeleted(account) ? account : undefined
}

function keyOf(app: Pick<App, 'uris'>, acct: string): string | undefined {
  const [username = '', host, ...rest] = acct.split('@')
  if (username === '' || rest.length > 0) return undefined
  if (host === undefined) return acctKey(username, null)
  const domain = normalizeHost(host)
  return domain && acctKey(username, domain === app.uris.host ? null : domain)
}

async function findByKey(app: Reader, key: string | undefined): Promise<Account | undefined> {
  if (key === undefined) return undefined
  const account = await app.db
    .selectFrom('accounts')
    .selectAll()
    .where('acct_key', '=', key)
    .where(isNotDeletedSql('accounts'))
    .executeTakeFirst()
  return keepAccount(app, account)
}
