/** The server itself as an actor (E-29): it fetches, and is fetched, where no person should be involved. */
import { insertOnce } from '../../db/insert-once.ts'
import type { Account } from '../../db/tables.ts'
import type { App } from '../app.ts'
import { acctKey } from './acct.ts'
import { findAccountByUri } from './find.ts'
import { makeKeyPairs, storeKeyPairs } from './own-keys.ts'

/** The instance actor, made at the first start. It has keys and inboxes, but no login and no followers. */
export async function ensureInstanceActor(app: App): Promise<Account> {
  const known = await findAccountByUri(app, app.uris.instanceActor)
  if (known) return known
  const pairs = await makeKeyPairs(app)
  return app.transaction(async (tx) => {
    const uri = tx.uris.instanceActor
    const username = tx.uris.host.replace(/:\d+$/, '')
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
    return account ?? findInstanceActor(tx) // another process was quicker
  })
}

export async function findInstanceActor(app: Pick<App, 'db' | 'uris'>): Promise<Account> {
  const account = await findAccountByUri(app, app.uris.instanceActor)
  if (!account) throw new Error('The instance actor is missing: it is made when the server starts')
  return account
}
