/** how much waits in the inbox. Counting costs too much to do it for each request, so this is kept in mind. */
import type { App } from '../../core/app.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import { slot } from '../../lib/slot.ts'

/** Several processes change the number, and so does whoever deletes jobs: now and then it is counted. */
const RECOUNT_AFTER_MS = 15 * SECOND
/** When a sender whom we turned away should come back. */
export const BACKLOG_RETRY_MS = MINUTE
const RECEIVE = 'receive'
/** Intake is busy for so long after each received. */
const INTAKE_BUSY_MS = 20

const backlogOf = slot(() => ({
  waiting: 0,
  countedAt: Number.NEGATIVE_INFINITY,
  receivedAt: Number.NEGATIVE_INFINITY,
}))

/** Whether more waits than `config.inboxBacklog`: then nothing more is taken in for now. */
export async function isBacklogFull(app: App): Promise<boolean> {
  const backlog = app.slot(backlogOf)
  const now = app.clock.now()
  if (now - backlog.countedAt >= RECOUNT_AFTER_MS) {
    backlog.countedAt = now
    backlog.waiting = await count(app)
  }
  return backlog.waiting >= app.config.inboxBacklog
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

/** What arrives goes before what waits: its sender holds a connection open, and may give up. */
export function isIntakeBusy(app: App): boolean {
  return app.clock.now() - app.slot(backlogOf).receivedAt <= INTAKE_BUSY_MS
}

export function countProcessed(app: App): void {
  const backlog = app.slot(backlogOf)
  backlog.waiting = Math.max(backlog.waiting - 1, 0)
}
