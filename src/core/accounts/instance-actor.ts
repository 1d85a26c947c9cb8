/** The server itself as an actor, which signs fetches that no user makes (E-29). */
import { insertOnce } from '../../db/insert-once.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { withoutPort } from '../../lib/http/hosts.ts'
import type { App } from '../app.ts'
import { Conflict } from '../errors.ts'
import { acctKey } from './acct.ts'
import { findAccountByUri } from './find.ts'
import { makeKeyPairs, storeKeyPairs } from './own-keys.ts'

/**
 * The instance actor, which is created at the first start. It has keys and inboxes, but no login and no followers.
 * @throws Conflict if this database has users at another address
 */
export async function ensureInstanceActor(app: App): Promise<Account> {
  const known = await findAccountByUri(app, app.uris.instanceActor)
  if (known) return known
  const pairs = await makeKeyPairs(app)
  await moveToThisAddress(app)
  return app.transaction(async (tx) => {
    const uri = tx.uris.instanceActor
    const username = withoutPort(tx.uris.host)
    const account = await insertOnce(tx.db, 'accounts', {
      id: tx.ids.next(),
      uri,
      username,
      acct_key: acctKey(username, null),
      actor_type: 'Application',
      url: `${tx.uris.origin}/about`,
      locked: true,
      bot: true,
      inbox_url: `${uri}/inbox`,
      shared_inbox_url: tx.uris.sharedInbox,
      outbox_url: `${uri}/outbox`,
      created_at: tx.clock.now(),
      updated_at: tx.clock.now(),
    })
    if (account) await storeKeyPairs(tx, account, pairs)
    return account ?? findInstanceActor(tx) // another process was faster
  })
}

/**
 * Moves a database that was created with another address (a port that was taken, no certificate yet) to this one. That
 * works only as long as it has no users: ids contain the address, and other servers remember accounts by them forever.
 */
async function moveToThisAddress(app: App): Promise<void> {
  const former = await app.db
    .selectFrom('accounts')
    .select(['id', 'uri'])
    .where('domain', 'is', null)
    .where('actor_type', '=', 'Application')
    .where('uri', '!=', app.uris.instanceActor)
    .executeTakeFirst()
  if (!former) return
  if (await app.db.selectFrom('users').select('id').executeTakeFirst())
    throw new Conflict('address-changed', { before: new URL(former.uri).origin, now: app.uris.origin })
  await app.transaction(async (tx) => {
    await tx.db.deleteFrom('account_keys').where('account_id', '=', former.id).execute()
    await tx.db.deleteFrom('accounts').where('id', '=', former.id).execute()
  })
}

export async function findInstanceActor(app: Pick<App, 'db' | 'uris'>): Promise<Account> {
  const account = await findAccountByUri(app, app.uris.instanceActor)
  if (!account) throw new Error('The instance actor is missing. It is created when the server starts')
  return account
}
