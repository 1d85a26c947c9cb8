/** A vote that a community announces may overtake the post that it is about, if that has to be fetched first. */
import type { App } from '../../core/app.ts'
import { RetryLater } from '../../jobs/job.ts'
import { SECOND } from '../../lib/durations.ts'
import type { Incoming } from './activity.ts'
import { orderOnPost } from './received-order.ts'

const FIRST_WAIT_MS = 10 * SECOND
/** Each wait is twice as long as the one before: 85 minutes in all. Votes are too many to wait for days. */
const MAX_WAITS = 9

/** @throws RetryLater if something else that the community announced about the post has not been processed yet */
export async function waitForPost(app: App, { actor, attempt }: Incoming, post: string): Promise<void> {
  if (attempt > MAX_WAITS || !(await isExpected(app, orderOnPost(actor.uri, post)))) return
  throw new RetryLater(FIRST_WAIT_MS * 2 ** (attempt - 1), 'the post is not received yet')
}

async function isExpected(app: App, order: string): Promise<boolean> {
  const waiting = app.db.selectFrom('jobs').select('id').where('order_key', '=', order).where('dead_at', 'is', null)
  return (await waiting.limit(1).executeTakeFirst()) !== undefined
}
