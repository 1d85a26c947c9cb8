/**
 * Limits how many received activities may wait for other servers at once. The remaining workers process activities that
 * need no fetch.
 */
import type { App } from '../../core/app.ts'
import { Unavailable } from '../../core/errors.ts'
import { SECOND } from '../../lib/durations.ts'
import { slot } from '../../lib/slot.ts'
import type { Budget } from './budget.ts'

/**
 * Fewer than the concurrency of `receive`, so that slow hosts delay only the activities that need them.
 */
const MAX_SLOTS = 48
/** The limit per sender, so that one sender cannot keep the activities of others from fetching parents and mentions. */
const MAX_SLOTS_PER_SENDER = 16
const RETRY_MS = 10 * SECOND

/** Host of the sender → how many of its activities are waiting for other servers. */
const slotsBySender = slot(() => new Map<string, number>())

/** No slot is free. The whole activity is retried later. */
export class NoSlot extends Unavailable {}

/**
 * Runs `work`, which fetches from other servers on behalf of a received activity. An activity takes one slot, even if
 * its fetches cause further fetches. Look-ups without a sender need no slot.
 * @throws NoSlot
 */
export async function withSlot<T>(app: App, budget: Budget, work: () => Promise<T>): Promise<T> {
  const { sender } = budget
  if (sender === undefined) return work()
  if (budget.nested === 0) takeSlot(app, sender)
  budget.nested++
  try {
    return await work()
  } finally {
    budget.nested--
    if (budget.nested === 0) releaseSlot(app, sender)
  }
}

function takeSlot(app: App, sender: string): void {
  const slots = app.slot(slotsBySender)
  const own = slots.get(sender) ?? 0
  let all = 0
  for (const count of slots.values()) all += count
  if (own >= MAX_SLOTS_PER_SENDER || all >= MAX_SLOTS)
    throw new NoSlot(sender, ['too-many-waiting-activities', { host: sender }], RETRY_MS)
  slots.set(sender, own + 1)
}

function releaseSlot(app: App, sender: string): void {
  const slots = app.slot(slotsBySender)
  const left = (slots.get(sender) ?? 1) - 1
  if (left === 0) slots.delete(sender)
  else slots.set(sender, left)
}
