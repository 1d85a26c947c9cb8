/** The subscriptions that are stored. */
import { hash } from 'node:crypto'
import type { App, Tx } from '../../core/app.ts'
import { compiled } from '../../db/compiled.ts'
import { id as idColumn } from '../../db/tables/columns.ts'
import type { Subscription } from '../../db/tables/websub.ts'
import { registeredDomain } from '../../lib/http/hosts.ts'
import type { Id } from '../../lib/ids.ts'
import type { Topic } from './topic.ts'

type Pair = Pick<Subscription, 'topic' | 'callback'>

/** Names a subscription: there is one for each topic and callback. */
export function pairKey({ topic, callback }: Pair): string {
  return hash('sha256', `${topic}\n${callback}`)
}

/** Where its secret belongs, for `core/secrets`. */
export function secretContext(pair: Pair): string {
  return `websub_subscriptions ${pairKey(pair)} secret`
}

export async function isSubscribed({ db, clock }: App, pair: Pair): Promise<boolean> {
  const row = await db
    .selectFrom('websub_subscriptions')
    .select('id')
    .where('pair_key', '=', pairKey(pair))
    .where('lease_until', '>', clock.now())
    .executeTakeFirst()
  return row !== undefined
}

const findById = compiled({ id: idColumn() }, (db, { id }) =>
  db.selectFrom('websub_subscriptions').selectAll().where('id', '=', id),
)

/** @returns undefined if it has ended */
export async function findSubscription(app: App, id: Id): Promise<Subscription | undefined> {
  const [row] = await findById(app, { id })
  return row && row.lease_until > app.clock.now() ? row : undefined
}

interface Confirmed extends Pick<Subscription, 'callback' | 'host' | 'secret'> {
  topic: Topic
  leaseMs: number
}

/** Stores or renews a subscription. A renewal keeps what is still to be sent. */
export async function storeSubscription(tx: Tx, { topic, leaseMs, ...given }: Confirmed): Promise<void> {
  const now = tx.clock.now()
  const pair_key = pairKey({ topic: topic.topic, callback: given.callback })
  const granted = { secret: given.secret, lease_until: now + leaseMs }
  await lockFeed(tx, topic.key)
  const renewed = await tx.db
    .updateTable('websub_subscriptions')
    .set(granted)
    .where('pair_key', '=', pair_key)
    .where('lease_until', '>', now)
    .executeTakeFirst()
  if (renewed.numUpdatedRows > 0n) return
  await removeSubscription(tx, pair_key)
  const latest = await latestChange(tx, topic.key)
  const place = { pair_key, feed: topic.key, topic: topic.topic, format: topic.format, account_id: topic.accountId }
  await tx.db
    .insertInto('websub_subscriptions')
    .values({
      id: tx.ids.next(),
      ...place,
      ...given,
      domain: registeredDomain(given.host),
      ...granted,
      sent: latest,
      due: latest,
      created_at: now,
    })
    .execute()
}

/** Waits for others that add a feed with its first subscriber, or remove it with its last. */
export function lockFeed(tx: Tx, feed: string): Promise<void> {
  return tx.lock(`websub:${feed}`)
}

/** A feed that has had subscribers before may still have changes. The time is above all of their numbers. */
async function latestChange(tx: Tx, feed: string): Promise<number> {
  await tx.db
    .insertInto('websub_feeds')
    .values({ feed, latest: tx.clock.now() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await tx.db.selectFrom('websub_feeds').select('latest').where('feed', '=', feed).executeTakeFirstOrThrow()
  return row.latest
}

export async function removeSubscription({ db }: Pick<Tx, 'db'>, pair_key: string): Promise<void> {
  await db.deleteFrom('websub_subscriptions').where('pair_key', '=', pair_key).execute()
}

/** Ends a subscription whose subscriber does not take what it is sent. */
export async function endSubscription({ db }: Pick<Tx, 'db'>, id: Id): Promise<void> {
  await db.deleteFrom('websub_subscriptions').where('id', '=', id).execute()
}
