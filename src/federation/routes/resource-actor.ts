import type { Handle } from '../../activitypub/handle.ts'
import { readResource } from '../../activitypub/jrd.ts'
import { acctKey } from '../../core/accounts/acct.ts'
import { findAccount, findAccountByUri } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import type { Account } from '../../db/tables/accounts.ts'

/**
 * Finds the local actor of a WebFinger resource: `acct:name@host` in any case, an actor id, or a profile address
 * (E-02).
 * @returns deleted accounts too; `invalid` if the resource cannot be read (E-03)
 */
export async function findResourceActor(app: App, resource: string): Promise<Account | undefined | 'invalid'> {
  const parsed = readResource(resource)
  if (!parsed) return 'invalid'
  if (parsed.kind === 'handle') return byHandle(app, parsed.handle)
  const { url } = parsed
  if (!app.uris.isLocal(url)) return undefined
  const id = app.uris.idIn(url, 'users')
  if (id !== undefined) return local(await findAccount(app, id))
  const path = url.slice(app.uris.origin.length)
  if (path === '' || path === '/' || url === app.uris.instanceActor)
    return findAccountByUri(app, app.uris.instanceActor)
  const name = /^\/@([^/@]+)\/?$/.exec(path)?.[1]
  return name === undefined ? undefined : byName(app, name)
}

function byHandle(app: App, { username, host }: Handle): Promise<Account | undefined> | undefined {
  return host === app.uris.host ? byName(app, username) : undefined
}

async function byName(app: App, username: string): Promise<Account | undefined> {
  const key = acctKey(username, null)
  return local(await app.db.selectFrom('accounts').selectAll().where('acct_key', '=', key).executeTakeFirst())
}

function local(account: Account | undefined): Account | undefined {
  return account?.domain === null ? account : undefined
}
