/** Whether there is room for another subscription, or for another request to be verified. */
import type { SelectQueryBuilder } from 'kysely'
import type { App } from '../../core/app.ts'
import { TooMany } from '../../core/errors.ts'
import type { FeedKey } from '../../core/feeds/feed.ts'
import type { Database } from '../../db/tables/index.ts'
import { registeredDomain } from '../../lib/http/hosts.ts'
import type { Reason } from '../../messages/reason.ts'
import { hubLane } from './callback.ts'
import {
  FULL_RETRY_MS,
  MAX_PENDING,
  MAX_PENDING_PER_HOST,
  MAX_PENDING_PER_PAIR,
  MAX_PER_DOMAIN,
  MAX_PER_DOMAIN_AND_FEED,
  MAX_PER_FEED,
  MAX_PER_HOST,
  MAX_PER_HOST_AND_FEED,
  MAX_SUBSCRIPTIONS,
} from './limits.ts'

type Reader = Pick<App, 'db'>

/** The job that asks a subscriber whether it meant what was asked for it. */
export const VERIFY = 'verifySubscription'

/** Requests about one subscription are verified in their order. */
export function pendingKey(pair: string): string {
  return `${VERIFY} ${pair}`
}

interface Place {
  /** As `pairKey` names it. */
  pair: string
  feed: FeedKey
  host: string
}

/** @throws TooMany */
export async function requireRoom({ db }: Reader, { feed, host }: Place): Promise<void> {
  const rows = () => db.selectFrom('websub_subscriptions').select('id')
  const ofHost = () => rows().where('host', '=', host)
  await refuseIfFull(db, ofHost().where('feed', '=', feed), MAX_PER_HOST_AND_FEED, ['hub-host-full', { host }])
  await refuseIfFull(db, ofHost(), MAX_PER_HOST, ['hub-host-full', { host }])
  const domain = registeredDomain(host)
  const ofDomain = () => rows().where('domain', '=', domain)
  const full: Reason = ['hub-host-full', { host: domain }]
  await refuseIfFull(db, ofDomain().where('feed', '=', feed), MAX_PER_DOMAIN_AND_FEED, full)
  await refuseIfFull(db, ofDomain(), MAX_PER_DOMAIN, full)
  await refuseIfFull(db, rows().where('feed', '=', feed), MAX_PER_FEED, ['hub-feed-full'])
  await refuseIfFull(db, rows(), MAX_SUBSCRIPTIONS, ['hub-full'])
}

/**
 * @param isKnown whether it is a subscription that lasts: others must not keep it from being renewed
 * @throws TooMany
 */
export async function requireRoomToWait({ db }: Reader, { pair, host }: Place, isKnown: boolean): Promise<void> {
  const rows = () => db.selectFrom('jobs').select('id').where('name', '=', VERIFY).where('dead_at', 'is', null)
  await refuseIfFull(db, rows().where('order_key', '=', pendingKey(pair)), MAX_PENDING_PER_PAIR, ['hub-busy'])
  if (isKnown) return
  await refuseIfFull(db, rows().where('lane', '=', hubLane(host)), MAX_PENDING_PER_HOST, ['hub-busy'])
  await refuseIfFull(db, rows(), MAX_PENDING, ['hub-busy'])
}

/** Whether a request about this subscription waits. */
export async function isPending({ db }: Reader, pair: string): Promise<boolean> {
  const waiting = db.selectFrom('jobs').select('id').where('order_key', '=', pendingKey(pair)).limit(1)
  return (await waiting.executeTakeFirst()) !== undefined
}

type Rows<T extends keyof Database> = SelectQueryBuilder<Database, T, { id: number }>

/** Counts no further than to the limit. */
async function refuseIfFull(
  db: App['db'],
  rows: Rows<'websub_subscriptions'> | Rows<'jobs'>,
  max: number,
  reason: Reason,
): Promise<void> {
  const few = (rows as Rows<'jobs'>).limit(max).as('few')
  const { count } = await db
    .selectFrom(few)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  if (Number(count) >= max) throw new TooMany(reason, FULL_RETRY_MS)
}
