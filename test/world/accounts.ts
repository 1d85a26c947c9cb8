/**
 * Accounts for unit tests of core. Their keys are placeholders, because real ones take long to make. A test that needs
 * real keys creates users with `createUser`.
 */
import { type IncomingAccount, storeRemoteAccount } from '../../src/core/accounts/store.ts'
import type { App } from '../../src/core/app.ts'
import { type NewUser, storeUser } from '../../src/core/users/create.ts'
import type { UserWithAccount } from '../../src/core/users/find.ts'
import type { Account } from '../../src/db/tables/accounts.ts'

const NO_KEY = { publicPem: 'public', privatePem: 'private' }

/** A user with a login here. */
export function localUser(app: App, username: string, input: Partial<NewUser> = {}): Promise<UserWithAccount> {
  const keys = { rsa: NO_KEY, ed25519: NO_KEY }
  return app.transaction((tx) => storeUser(tx, { input: { username, ...input }, passwordHash: null, keys }))
}

export async function localAccount(app: App, username: string): Promise<Account> {
  return (await localUser(app, username)).account
}

/** What the server of `bo@reef.test` would say about it. */
export function incomingAccount(acct: string, changes: Partial<IncomingAccount> = {}): IncomingAccount {
  const [username = '', domain = ''] = acct.split('@')
  const uri = `https://${domain}/users/${username}`
  return {
    uri,
    username,
    domain,
    actor_type: 'Person',
    display_name: username,
    note: '',
    fields: [],
    emojis: [],
    url: `https://${domain}/@${username}`,
    avatar_url: null,
    header_url: null,
    locked: false,
    bot: false,
    discoverable: true,
    indexable: false,
    inbox_url: `${uri}/inbox`,
    shared_inbox_url: `https://${domain}/inbox`,
    outbox_url: `${uri}/outbox`,
    followers_url: `${uri}/followers`,
    following_url: `${uri}/following`,
    featured_url: null,
    moderators_url: null,
    also_known_as: [],
    moved_to_uri: null,
    keys: [{ keyId: `${uri}#main-key`, kind: 'rsa', publicPem: `key of ${uri}` }],
    ...changes,
  }
}

/** A remote account, known here, with a confirmed handle. */
export function remoteAccount(app: App, acct: string, changes: Partial<IncomingAccount> = {}): Promise<Account> {
  const incoming = incomingAccount(acct, changes)
  return app.transaction((tx) => storeRemoteAccount(tx, incoming, { via: 'fetch', handle: { confirmed: true } }))
}
