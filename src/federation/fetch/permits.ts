/**
 * Limits how many received activities may wait for other servers at once. The remaining workers process activities that
 * need no fetch.
 */
import type { App } from '../../core/app.ts'
import { SECOND } from '../../lib/durations.ts'
import { slot } from '../../lib/slot.ts'
import type { Budget } from './budget.ts'
import { OverLimit } from './over-limit.ts'

/**
 * Fewer than the concurrency of `receive`, so that slow hosts delay only the activities that need them.
 */
const MAX_PERMITS = 48
/** The limit per sender, so that one sender cannot keep the activities of others from fetching parents and mentions. */
const MAX_PERMITS_PER_SENDER = 16
const RETRY_MS = 10 * SECOND

/** Host of the sender → how many of its activities are waiting for other servers. */
const permitsBySender = slot(() => new Map<string, number>())

/**
 * Runs `work`, which fetches from other servers on behalf of a received activity. An activity takes one permit, even if
 * its fetches cause further fetches.
 * @throws OverLimit if no permit is free, so the whole activity is retried later
 */
export async function withPermit<T>(app: App, budget: Budget, work: () => Promise<T>): Promise<T> {
  const { cause } = budget
  if (cause.kind !== 'sender' || !budget.needsPermit) return work()
  const sender = cause.host
  if (budget.nested === 0) takePermit(app, sender)
  budget.nested++
  try {
    return await work()
  } finally {
    budget.nested--
    if (budget.nested === 0) releasePermit(app, sender)
  }
}

function takePermit(app: App, sender: string): void {
  const permits = app.slot(permitsBySender)
  const own = permits.get(sender) ?? 0
  let all = 0
  for (const count of permits.values()) all += count
  if (own >= MAX_PERMITS_PER_SENDER || all >= MAX_PERMITS)
    throw new OverLimit(sender, ['too-many-waiting-activities', { host: sender }], RETRY_MS)
  permits.set(sender, own + 1)
}

function releasePermit(app: App, sender: string): void {
  const permits = app.slot(permitsBySender)
  const left = (permits.get(sender) ?? 1) - 1
  if (left === 0) permits.delete(sender)
  else permits.set(sender, left)
}
