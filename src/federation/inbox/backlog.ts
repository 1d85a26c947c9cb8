/** The number of activities waiting in the inbox. Counting them for each request would be too slow. */
import { hostOf } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import { slot } from '../../lib/slot.ts'

/**
 * The part of the inbox that activities of one host may take up which wait for a server to answer. Most wait for that
 * host, which could otherwise fill the inbox for all by not answering.
 */
const POSTPONED_SHARE = 1 / 50
/** Other processes and administrators change the number too, so it is counted again after this time. */
const RECOUNT_AFTER_MS = 15 * SECOND
/** How long a sender is asked to wait when the inbox is full. */
export const BACKLOG_RETRY_MS = MINUTE
const RECEIVE = 'receive'
/** Intake counts as busy for this long after each arrival. */
const INTAKE_BUSY_MS = 20

const backlogOf = slot(() => ({
  waiting: 0,
  /** Activities that were tried and wait for a server, by the host of their actor. */
  postponed: new Map<string, number>(),
  countedAt: Number.NEGATIVE_INFINITY,
  receivedAt: Number.NEGATIVE_INFINITY,
}))

/**
 * Whether `config.inboxBacklog` activities are waiting, or too many of this host for a server that does not answer. If
 * so, new ones are refused for now.
 */
export async function isBacklogFull(app: App, host: string): Promise<boolean> {
  const backlog = app.slot(backlogOf)
  const now = app.clock.now()
  if (now - backlog.countedAt >= RECOUNT_AFTER_MS) {
    backlog.countedAt = now
    backlog.waiting = await count(app)
    backlog.postponed = await countPostponed(app)
  }
  const { inboxBacklog } = app.config
  return backlog.waiting >= inboxBacklog || (backlog.postponed.get(host) ?? 0) > inboxBacklog * POSTPONED_SHARE
}

/** The order key of an activity begins with its actor. */
async function countPostponed(app: App): Promise<Map<string, number>> {
  const rows = await app.db
    .selectFrom('jobs')
    .select('order_key')
    .where('name', '=', RECEIVE)
    .where('dead_at', 'is', null)
    .where('attempts', '>', 0)
    .limit(app.config.inboxBacklog)
    .execute()
  const byHost = new Map<string, number>()
  for (const { order_key } of rows) {
    const host = hostOf(order_key?.split(' ', 1)[0] ?? '') ?? ''
    byHost.set(host, (byHost.get(host) ?? 0) + 1)
  }
  return byHost
}

async function count(app: App): Promise<number> {
  const waiting = app.db
    .selectFrom('jobs')
    .select('id')
    .where('name', '=', RECEIVE)
    .where('dead_at', 'is', null)
    .limit(app.config.inboxBacklog + 1)
  const { number } = await app.db
    .selectFrom(waiting.as('waiting'))
    .select((select) => select.fn.countAll<number>().as('number'))
    .executeTakeFirstOrThrow()
  return number
}

export function countReceived(app: App): void {
  const backlog = app.slot(backlogOf)
  backlog.waiting++
  backlog.receivedAt = app.clock.now()
}

/**
 * Whether activities are arriving right now. Receiving has priority over processing: a sender holds its connection open
 * and may give up.
 */
export function isIntakeBusy(app: App): boolean {
  return app.clock.now() - app.slot(backlogOf).receivedAt <= INTAKE_BUSY_MS
}

export function countProcessed(app: App): void {
  const backlog = app.slot(backlogOf)
  backlog.waiting = Math.max(backlog.waiting - 1, 0)
}
