/** ROWS of everything with which people and apps get in. All of it is old, so that the scheduled tasks delete it. */
import { sql } from 'kysely'
import { DAY } from '../../src/lib/durations.ts'
import { FIRST } from './bed.ts'
import { numbered, type Rows } from './fill.ts'

const LONG_AGO_MS = 500 * DAY

export async function loginRows(rows: Rows): Promise<void> {
  const at = rows.now - LONG_AGO_MS
  const user_id = numbered(FIRST.local)
  const hash = (kind: string) => sql`${sql.lit(`${kind} `)} || i`
  const session = { user_id, token_hash: hash('session'), device: 'x', address: '192.0.2.1', confirmed_at: at }
  await rows.add('sessions', { id: rows.freshId(), ...session, created_at: at, last_used_at: at })
  await rows.add('pending_sign_ins', { token_hash: hash('pending'), user_id, created_at: at })
  await rows.add('sign_in_devices', { user_id, device_hash: hash('device'), last_used_at: at })
  await rows.add('sign_in_networks', { user_id, network_hash: hash('network'), last_used_at: at })
  await rows.add('one_time_links', { token_hash: hash('link'), purpose: 'reset-password', user_id, created_at: at })
  await unconfirmedUsers(rows, at)
  await appRows(rows, at)
}

async function unconfirmedUsers(rows: Rows, at: number): Promise<void> {
  const id = numbered(FIRST.unconfirmed)
  const uri = sql`${sql.lit(`${rows.app.uris.origin}/ap/users/`)} || ${id}`
  const username = sql`'unconfirmed' || i`
  const account = { id, uri, username, acct_key: username, actor_type: 'Person', inbox_url: sql`${uri} || '/inbox'` }
  await rows.add('accounts', { ...account, created_at: at, updated_at: at })
  const times = { active_at: at, created_at: at, approved_at: at }
  await rows.add('users', { id: rows.freshId(), account_id: id, unconfirmed_email: 'x@mail.test', ...times })
}

/** Each local user has allowed an app, which has not renewed its access for long. As many apps were never allowed. */
async function appRows(rows: Rows, at: number): Promise<void> {
  const [user_id, created_at] = [numbered(FIRST.local), at]
  const [used, unused, authorization_id] = [rows.freshId(), rows.freshId(), rows.freshId()]
  const hash = (kind: string) => sql`${sql.lit(`${kind} `)} || i`
  const app = { name: 'x', redirect_uris: 'https://app.test/', scopes: 'read', created_at }
  await rows.add('apps', { id: used, client_id: hash('used'), ...app, used_at: at })
  await rows.add('apps', { id: unused, client_id: hash('unused'), ...app })
  const allowed = { app_id: used, user_id, scopes: 'read', created_at }
  await rows.add('authorizations', { id: authorization_id, ...allowed })
  const code = { ...allowed, redirect_uri: 'https://app.test/' }
  await rows.add('authorization_codes', { code_hash: hash('code'), ...code })
  await rows.add('tokens', {
    ...{ id: rows.freshId(), user_id, app_id: used, authorization_id, token_hash: hash('access') },
    ...{ name: 'x', scopes: 'read', created_at },
  })
  await rows.add('refresh_tokens', { token_hash: hash('used'), authorization_id, created_at, used_at: at })
  await rows.add('refresh_tokens', { token_hash: hash('unused'), authorization_id, created_at })
  await rows.add('app_tokens', { token_hash: hash('app'), app_id: used, scopes: 'read', created_at })
}
