/** Finds webhooks and their deliveries. */
import type { Kysely } from 'kysely'
import type { Database } from '../../db/tables/index.ts'
import type { Token, User } from '../../db/tables/users.ts'
import type { Webhook, WebhookDelivery, WebhookDeliveryState } from '../../db/tables/webhooks.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { NotFound } from '../errors.ts'
import { inOrder, type Page, paginate } from '../page.ts'
import { isActiveSql } from '../policy/active.ts'
import { isActiveLoginSql } from '../policy/logins.ts'
import { isStaffEvent } from './event-types.ts'

type Owner = Pick<User, 'id'>

/** The webhooks of a user, oldest first. */
export async function listWebhooks({ db }: Pick<App, 'db'>, user: Owner): Promise<Webhook[]> {
  return await db.selectFrom('webhooks').selectAll().where('user_id', '=', user.id).orderBy('id').execute()
}

/** @throws NotFound if this user has no such webhook */
export async function requireWebhook({ db }: Pick<App, 'db'>, user: Owner, id: Id): Promise<Webhook> {
  const found = await db
    .selectFrom('webhooks')
    .selectAll()
    .where('id', '=', id)
    .where('user_id', '=', user.id)
    .executeTakeFirst()
  if (!found) throw new NotFound('no-webhook', { id })
  return found
}

/**
 * The webhooks that are told of events now: they are on, their owner may sign in, and the API key or app with which they
 * were made still has access.
 */
export function activeWebhooks(db: Kysely<Database>, now: number) {
  return db
    .selectFrom('webhooks as w')
    .innerJoin('users as u', 'u.id', 'w.user_id')
    .innerJoin('accounts as a', 'a.id', 'u.account_id')
    .where('w.off_at', 'is', null)
    .where(isActiveLoginSql('u'))
    .where(isActiveSql('a'))
    .where(({ or, eb, exists, selectFrom }) => {
      const tokens = selectFrom('tokens as t').select('t.id').whereRef('t.id', '=', 'w.token_id')
      const isValid = tokens.where((t) => t.or([t('t.expires_at', 'is', null), t('t.expires_at', '>', now)]))
      return or([eb('w.token_id', 'is', null), exists(isValid)])
    })
    .where(({ or, eb, exists, selectFrom }) => {
      const allowed = selectFrom('authorizations as z').select('z.id').whereRef('z.id', '=', 'w.authorization_id')
      return or([eb('w.authorization_id', 'is', null), exists(allowed)])
    })
}

/** The webhook of a delivery. Undefined if it is not told of such events now. */
export async function findActiveWebhook(
  { db, clock }: App,
  { webhook_id, type }: Pick<WebhookDelivery, 'webhook_id' | 'type'>,
): Promise<Webhook | undefined> {
  const active = activeWebhooks(db, clock.now()).selectAll('w').where('w.id', '=', webhook_id)
  return await (isStaffEvent(type) ? active.where('u.role', '!=', 'user') : active).executeTakeFirst()
}

/** The API key or app with which something is made, and with which it ends. */
export type MadeWith = Pick<Token, 'id' | 'authorization_id'>

/** Whether it was made with this API key, or by this app, and so ends with it. */
export function isMadeWith(webhook: Webhook, { id, authorization_id }: MadeWith): boolean {
  return authorization_id === null ? webhook.token_id === id : webhook.authorization_id === authorization_id
}

/** The types of all events that its log holds, also of those that its owner has taken away from it since. */
export async function typesInLog({ db }: Pick<App, 'db'>, { id }: Pick<Webhook, 'id'>): Promise<string[]> {
  const rows = await db
    .selectFrom('webhook_deliveries')
    .select('type')
    .distinct()
    .where('webhook_id', '=', id)
    .execute()
  return rows.map(({ type }) => type)
}

/** The deliveries of a webhook, newest first. */
export async function listDeliveries(
  { db }: Pick<App, 'db'>,
  webhook: Pick<Webhook, 'id'>,
  page: Page,
  { state }: { state?: WebhookDeliveryState | undefined } = {},
): Promise<WebhookDelivery[]> {
  let query = db.selectFrom('webhook_deliveries').selectAll().where('webhook_id', '=', webhook.id)
  if (state) query = query.where('state', '=', state)
  return inOrder(await paginate(query, 'id', page).execute(), page)
}
