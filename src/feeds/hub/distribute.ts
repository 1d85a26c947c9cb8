/**
 * The job that sends a subscriber what is due (W3C WebSub section 7). There is one for each subscription at most, so
 * changes arrive in their order, and those that waited together arrive together.
 */
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { App } from '../../core/app.ts'
import { AtollError } from '../../core/errors.ts'
import { FEED_TYPES } from '../../core/feeds/addresses.ts'
import { openSecret } from '../../core/secrets/sealed.ts'
import { SecretKeyError } from '../../core/secrets/secret-key.ts'
import type { Subscription } from '../../db/tables/websub.ts'
import { DELIVERY_POLICY, type DeliveryRequest, deliverTo } from '../../delivery/deliver.ts'
import { DISTRIBUTE } from '../../delivery/host-health.ts'
import { finish } from '../../jobs/finish.ts'
import { GiveUp, type Job, type JobRun, job } from '../../jobs/job.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { hubLane } from './callback.ts'
import { contentFor } from './content.ts'
import { denySubscriptions } from './deny.ts'
import { type Change, findChanges } from './due-changes.ts'
import { MAX_CHANGES_AT_ONCE } from './limits.ts'
import { endSubscription, findSubscription, secretContext } from './subscriptions.ts'

const payload = z.object({ subscription_id: z.number(), host: z.string() })
type Distribution = z.infer<typeof payload>

export const distribute: Job<Distribution, App> = job<Distribution, App>(
  DISTRIBUTE,
  {
    payload,
    ...DELIVERY_POLICY,
    inOrder: ({ subscription_id }) => `websub ${subscription_id}`,
    lane: ({ host }) => hubLane(host),
  },
  async (app, distribution, run) => {
    const subscription = await findSubscription(app, distribution.subscription_id)
    if (!subscription) throw new GiveUp('the subscription has ended')
    const { callback, host, feed, sent, due } = subscription
    const changes = await findChanges(app, { feed, after: sent, most: MAX_CHANGES_AT_ONCE })
    if (changes.length === 0) return await advance(app, distribution, due, run)
    // Other answers than 410 may be mistakes that pass. After a week of them the subscription ends (section 7).
    const options = { lane: hubLane(host), retriesRefusals: true }
    try {
      await deliverTo(app, callback, run, () => loadContent(app, subscription, changes), options)
      return await advance(app, distribution, changes.at(-1)?.number ?? due, run)
    } catch (error) {
      if (error instanceof GiveUp) await endSubscription(app, subscription.id)
      throw error
    }
  },
)

async function loadContent(app: App, subscription: Subscription, changes: readonly Change[]): Promise<DeliveryRequest> {
  const { topic, format } = subscription
  const body = await contentFor(app, topic, changes).catch((error: unknown) => end(app, subscription, error))
  const links = `<${app.uris.hub}>; rel="hub", <${topic}>; rel="self"`
  const headers = { 'content-type': FEED_TYPES[format], link: links, ...signatureOf(app, subscription, body) }
  return { body, headers, allowHttp: true }
}

/** The account of the feed is gone: its subscriber is told why nothing comes any more. */
async function end(app: App, subscription: Subscription, error: unknown): Promise<never> {
  if (!(error instanceof AtollError)) throw error
  const why = sentenceOf(error.reason)
  await app.transaction((tx) => denySubscriptions(tx, [subscription], why))
  throw new GiveUp(why)
}

/** @throws GiveUp if the secret cannot be read, because the key of this server was lost */
function signatureOf(app: App, subscription: Subscription, body: Uint8Array): Record<string, string> {
  if (subscription.secret === null) return {}
  try {
    const secret = openSecret(app, subscription.secret, secretContext(subscription))
    return { 'x-hub-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` }
  } catch (error) {
    throw error instanceof SecretKeyError ? new GiveUp(error.message) : error
  }
}

/** What became due meanwhile gets a job of its own, which has all of its attempts. */
async function advance(app: App, distribution: Distribution, through: number, run: JobRun) {
  return await app.transaction(async (tx) => {
    const { subscription_id: id } = distribution
    await tx.db.updateTable('websub_subscriptions').set({ sent: through }).where('id', '=', id).execute()
    const idle = await tx.db
      .updateTable('websub_subscriptions')
      .set({ is_queued: false })
      .where('id', '=', id)
      .where('due', '<=', through)
      .executeTakeFirst()
    if (idle.numUpdatedRows === 0n) await tx.enqueue(distribute, distribution)
    return await finish(tx, run)
  })
}
