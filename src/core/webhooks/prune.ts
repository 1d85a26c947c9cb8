/** Shortens the logs of webhooks, and deletes those of webhooks that are gone. */
import type { Scheduled } from '../../jobs/schedule.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { deleteInBatches } from '../delete-in-batches.ts'
import { FAILED_KEPT_MS, LOGGED_DELIVERIES, MAX_WAITING_DELIVERIES, PRUNE_WEBHOOKS_EVERY_MS } from './limits.ts'

export const pruneWebhooks: Scheduled<App> = {
  name: 'pruneWebhooks',
  everyMs: PRUNE_WEBHOOKS_EVERY_MS,
  async run(app) {
    await deleteEnded(app)
    const { db } = app
    await deleteInBatches((limit) => {
      const orphans = db
        .selectFrom('webhook_deliveries')
        .select('id')
        .where('webhook_id', 'not in', db.selectFrom('webhooks').select('id'))
      return db.deleteFrom('webhook_deliveries').where('id', 'in', orphans.limit(limit))
    })
    for (const { id } of await db.selectFrom('webhooks').select('id').execute()) await shortenLog(app, id)
  },
}

/** Deletes webhooks whose API key or app no longer has access. */
async function deleteEnded({ db, clock }: App): Promise<void> {
  const valid = db
    .selectFrom('tokens')
    .select('id')
    .where((token) => token.or([token('expires_at', 'is', null), token('expires_at', '>', clock.now())]))
  await db.deleteFrom('webhooks').where('token_id', 'is not', null).where('token_id', 'not in', valid).execute()
  const allowed = db.selectFrom('authorizations').select('id')
  await db
    .deleteFrom('webhooks')
    .where('authorization_id', 'is not', null)
    .where('authorization_id', 'not in', allowed)
    .execute()
}

/** Keeps the last deliveries, and for a month what was never delivered. */
async function shortenLog({ db, clock }: App, webhookId: Id): Promise<void> {
  const rows = (state: 'delivered' | 'failed') =>
    db.selectFrom('webhook_deliveries').select('id').where('webhook_id', '=', webhookId).where('state', '=', state)
  const drop = async (state: 'delivered' | 'failed', keep: number) => {
    const last = await rows(state).orderBy('id', 'desc').offset(keep).limit(1).executeTakeFirst()
    if (!last) return
    const beyond = rows(state).where('id', '<=', last.id)
    await deleteInBatches((limit) => db.deleteFrom('webhook_deliveries').where('id', 'in', beyond.limit(limit)))
  }
  await drop('delivered', LOGGED_DELIVERIES)
  await drop('failed', MAX_WAITING_DELIVERIES)
  const old = rows('failed').where('created_at', '<=', clock.now() - FAILED_KEPT_MS)
  await deleteInBatches((limit) => db.deleteFrom('webhook_deliveries').where('id', 'in', old.limit(limit)))
}
