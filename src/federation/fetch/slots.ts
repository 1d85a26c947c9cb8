/** How many received activities may wait for other servers at once: the rest of the workers is for those that need nobody. */
import type { App } from '../../core/app.ts'
import { Unavailable } from '../../core/errors.ts'
import { SECOND } from '../../lib/durations.ts'
import { slot } from '../../lib/slot.ts'
import type { Budget } from './budget.ts'

/** Fewer than `receive` has workers: a slow host, or many, delay only what needs them. */
const MAX_SLOTS = 48
/** Of one sender: what it sends cannot keep others from waiting for their parents and mentions. */
const MAX_SLOTS_PER_SENDER = 16
const RETRY_MS = 10 * SECOND

/** Host of the sender → how many of its activities wait for other servers right now. */
const slotsBySender = slot(() => new Map<string, number>())

/** Too much waits already: all of the activity is tried again later. */
export class NoSlot extends Unavailable {}

/**
 * Runs `work`, which asks other servers, for an activity that somebody sent. An activity whose fetches lead to fetches
 * counts once.
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
    throw new NoSlot(sender, ['too-many-waiting', { host: sender }], RETRY_MS)
  slots.set(sender, own + 1)
}

function releaseSlot(app: App, sender: string): void {
  const slots = app.slot(slotsBySender)
  const left = (slots.get(sender) ?? 1) - 1
  if (left === 0) slots.delete(sender)
  else slots.set(sender, left)
}
