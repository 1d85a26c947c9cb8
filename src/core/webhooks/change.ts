/** What an owner does with a webhook: makes it, changes it, switches it on and off, rotates its secret, deletes it. */
import type { User } from '../../db/tables/users.ts'
import type { Webhook } from '../../db/tables/webhooks.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Reaction, Tx } from '../app.ts'
import { deleteInBatches } from '../delete-in-batches.ts'
import { Invalid } from '../errors.ts'
import { findUserOf } from '../users/find.ts'
import { checkWebhook, type WebhookInput } from './check.ts'
import { type MadeWith, requireWebhook } from './find.ts'
import { FORMER_SECRET_MS, LONGEST_FORMER_SECRET_MS } from './limits.ts'
import { isReadableWebhook, newWebhookSecret } from './secret.ts'
import { forgetSubscribers } from './subscribers.ts'
import { switchOff } from './switch-off.ts'

type Owner = Pick<User, 'id' | 'role'>

/** A webhook with its secret, which can be shown only now. */
export interface WebhookWithSecret {
  webhook: Webhook
  secret: string
}

/**
 * @param madeWith the key or app that makes it, if none of our pages does
 * @throws InvalidFields, or Invalid if there are too many
 */
export async function createWebhook(
  app: App,
  user: Owner,
  input: WebhookInput,
  madeWith?: MadeWith,
): Promise<WebhookWithSecret> {
  const checked = await checkWebhook(app, user, input)
  const id = app.ids.next()
  const now = app.clock.now()
  const { secret, sealed } = newWebhookSecret(app, id)
  const made = madeWith?.authorization_id
    ? { authorization_id: madeWith.authorization_id }
    : { token_id: madeWith?.id ?? null }
  const row = { id, user_id: user.id, ...checked, secret: sealed, ...made, created_at: now, asked_at: now }
  const webhook = await app.transaction(async (tx) => {
    await refuseTooMany(tx, user)
    forgetSubscribers(tx)
    return await tx.db.insertInto('webhooks').values(row).returningAll().executeTakeFirstOrThrow()
  })
  return { webhook, secret }
}

async function refuseTooMany(tx: Tx, user: Owner): Promise<void> {
  await tx.lock('webhooks')
  const { maxWebhooksPerPerson, maxWebhooks } = tx.config
  const rows = tx.db.selectFrom('webhooks').select('id')
  const own = await rows.where('user_id', '=', user.id).limit(maxWebhooksPerPerson).execute()
  if (own.length >= maxWebhooksPerPerson) throw new Invalid('too-many-webhooks', { max: maxWebhooksPerPerson })
  const all = await rows.limit(maxWebhooks).execute()
  if (all.length >= maxWebhooks) throw new Invalid('no-more-webhooks')
}

/**
 * Changes the address or the events, or switches a webhook on or off.
 * @throws NotFound, InvalidFields
 */
export async function changeWebhook(
  app: App,
  user: Owner,
  id: Id,
  { isOn, ...input }: Partial<WebhookInput> & { isOn?: boolean | undefined },
): Promise<Webhook> {
  const webhook = await requireWebhook(app, user, id)
  const { url = webhook.url, events = webhook.events } = input
  // What can no longer be chosen must not prevent its owner from switching it off.
  const isChecked = isOn === true || input.url !== undefined || input.events !== undefined
  const checked = isChecked ? await checkWebhook(app, user, { url, events }) : { url, events: [...events] }
  return await app.transaction(async (tx) => {
    if (isOn === false) await switchOff(tx, webhook, 'owner')
    const on = isOn ? { off_at: null, off_reason: null } : {}
    return await update(tx, webhook, { ...checked, ...on, ...(isOn !== false && { asked_at: tx.clock.now() }) })
  })
}

/**
 * Gives a webhook a new secret. The former one is valid for a while, so that the receiver can change at its own time.
 * @param options.formerForMs for how long; a day when absent, a month at most
 * @throws NotFound
 */
export async function rotateWebhookSecret(
  app: App,
  user: Owner,
  id: Id,
  { formerForMs = FORMER_SECRET_MS } = {},
): Promise<WebhookWithSecret> {
  const { secret, sealed } = newWebhookSecret(app, id)
  const former_until = app.clock.now() + Math.min(formerForMs, LONGEST_FORMER_SECRET_MS)
  return await app.transaction(async (tx) => {
    const webhook = await requireWebhook(tx, user, id)
    // A secret that can no longer be read signs nothing.
    const isKept = formerForMs > 0 && isReadableWebhook(app, webhook)
    const former = isKept
      ? { former_secret: webhook.secret, former_until }
      : { former_secret: null, former_until: null }
    return { secret, webhook: await update(tx, webhook, { secret: sealed, ...former }) }
  })
}

/** Deletes a webhook with its log. @throws NotFound */
export async function deleteWebhook(app: App, user: Owner, id: Id): Promise<void> {
  await app.transaction(async (tx) => {
    await requireWebhook(tx, user, id)
    forgetSubscribers(tx)
    await tx.db.deleteFrom('webhooks').where('id', '=', id).execute()
  })
  const log = app.db.selectFrom('webhook_deliveries').select('id').where('webhook_id', '=', id)
  await deleteInBatches((limit) => app.db.deleteFrom('webhook_deliveries').where('id', 'in', log.limit(limit)))
}

/** account.deleted: deletes the webhooks of its login, before the login. `pruneWebhooks` deletes their logs. */
export const deleteWebhooks: Reaction<'account.deleted'> = async (tx, { account_id }) => {
  const user = await findUserOf(tx, account_id)
  if (!user) return
  forgetSubscribers(tx)
  await tx.db.deleteFrom('webhooks').where('user_id', '=', user.id).execute()
}

async function update(tx: Tx, { id }: Webhook, changes: Partial<Webhook>): Promise<Webhook> {
  forgetSubscribers(tx)
  return await tx.db.updateTable('webhooks').set(changes).where('id', '=', id).returningAll().executeTakeFirstOrThrow()
}
