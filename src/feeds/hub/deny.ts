/** Tells a subscriber that it is not, or no longer, subscribed, and why (W3C WebSub section 5.2). */
import { z } from 'zod'
import { findAccount } from '../../core/accounts/find.ts'
import type { App, Reaction, Tx } from '../../core/app.ts'
import { batchJob } from '../../core/batch-job.ts'
import { Declined } from '../../core/errors.ts'
import { isActive, isDeleted } from '../../core/policy/active.ts'
import type { Subscription } from '../../db/tables/websub.ts'
import { doubling, GiveUp, type Job, job, RetryLater } from '../../jobs/job.ts'
import { HOUR, MINUTE, SECOND } from '../../lib/durations.ts'
import { FetchError } from '../../lib/http/fetch-error.ts'
import type { Id } from '../../lib/ids.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { hubLane, withParametersThatFit } from './callback.ts'

const ATTEMPTS = 5
const BACKOFF = doubling(30 * SECOND, { max: HOUR, jitter: 0.25 })
/** The answer says nothing. */
const ANSWER_BYTES = 1_024
/** Subscriptions per transaction. */
const BATCH = 100

interface Denial {
  topic: string
  callback: string
  /** A sentence. */
  reason: string
}

/** Tells it once. @returns the status of the answer */
export async function askDenied(app: App, { topic, callback, reason }: Denial): Promise<number> {
  const url = withParametersThatFit(callback, { 'hub.mode': 'denied', 'hub.topic': topic, 'hub.reason': reason })
  try {
    const request = { url, allowHttp: true, maxRedirects: 0, maxBytes: ANSWER_BYTES, truncate: true }
    return (await app.fetch(request)).status
  } catch (error) {
    if (error instanceof Declined) throw new GiveUp(sentenceOf(error.reason))
    if (error instanceof FetchError && !error.transient) throw new GiveUp(error.message)
    throw error
  }
}

const denial = z.object({ topic: z.string(), callback: z.string(), host: z.string(), reason: z.string() })

/** Tells a subscriber that had confirmed its subscription. */
export const denySubscription = job<z.infer<typeof denial>, App>(
  'denySubscription',
  {
    payload: denial,
    attempts: ATTEMPTS,
    backoff: BACKOFF,
    concurrency: 8,
    perLane: 2,
    lane: ({ host }) => hubLane(host),
  },
  async (app, given, { attempt }) => {
    const why = await askDenied(app, given).then(
      (status) => (status >= 500 ? `answered ${status}` : undefined),
      (error: unknown) => {
        if (error instanceof FetchError) return error.message
        throw error
      },
    )
    if (why === undefined) return
    throw attempt < ATTEMPTS ? new RetryLater(BACKOFF(attempt, app.random), why) : new GiveUp(why)
  },
)

type Ended = Pick<Subscription, 'id' | 'topic' | 'callback' | 'host'>

/** Ends subscriptions and tells their subscribers why. */
export async function denySubscriptions(tx: Tx, ended: readonly Ended[], reason: string): Promise<void> {
  if (ended.length === 0) return
  const ids = ended.map(({ id }) => id)
  await tx.db.deleteFrom('websub_subscriptions').where('id', 'in', ids).execute()
  await tx.enqueue(
    denySubscription,
    ended.map(({ topic, callback, host }) => ({ topic, callback, host, reason })),
  )
}

/** account.deleted: nobody is subscribed to its feeds any longer. */
export const endSubscriptionsOf: Reaction<'account.deleted'> = async (tx, { account_id }) => {
  const [one] = await findOfAccount(tx, account_id, 1)
  if (one) await tx.enqueue(endSubscriptions, { account_id })
}

const account = z.object({ account_id: z.number() })

export const endSubscriptions: Job<z.infer<typeof account>, App> = batchJob(
  'endSubscriptions',
  { payload: account, attempts: 10, backoff: doubling(30 * SECOND, { max: 10 * MINUTE, jitter: 0.2 }), concurrency: 1 },
  async (tx, { account_id }) => {
    const owner = await findAccount(tx, account_id)
    if (!owner || isActive(owner)) return undefined
    const ended = await findOfAccount(tx, account_id, BATCH)
    await denySubscriptions(tx, ended, sentenceOf([isDeleted(owner) ? 'account-deleted' : 'account-suspended']))
    return ended.length < BATCH ? undefined : { account_id }
  },
)

function findOfAccount({ db }: Pick<Tx, 'db'>, accountId: Id, limit: number): Promise<Ended[]> {
  return db
    .selectFrom('websub_subscriptions')
    .select(['id', 'topic', 'callback', 'host'])
    .where('account_id', '=', accountId)
    .orderBy('id')
    .limit(limit)
    .execute()
}
