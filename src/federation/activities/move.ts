import { readId } from '../../activitypub/read.ts'
import type { App } from '../../core/app.ts'
import { Declined } from '../../core/errors.ts'
import { move } from '../../core/moves/move.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { DAY } from '../../lib/durations.ts'
import { RateCounters } from '../../lib/rate-counters.ts'
import { slot } from '../../lib/slot.ts'
import { confirmMove } from '../refresh/move.ts'
import type { ActivityType, Incoming } from './activity.ts'
import { isTopicMove, receiveTopicMove } from './moved-topic.ts'

/** Moves of one account that are looked into. Each costs a fetch of the new account. */
const RATE = Object.freeze({ max: 3, everyMs: DAY })

/** How long a Move is tried again. */
const WAITING = Object.freeze({ max: 1, everyMs: 8 * DAY })

const movesByActor = slot(() => new RateCounters())
/** By the id of the activity. */
const waitingMoves = slot(() => new RateCounters())

/**
 * The sender has moved to another account, which must name the sender among its aliases. Its followers here are
 * told; they follow the new account themselves. NodeBB moves topics with the same type.
 */
export const Move = {
  type: 'Move',
  verify: (incoming) => isAccountMove(incoming) || isTopicMove(incoming),
  async receive(app, incoming) {
    if (!isAccountMove(incoming)) return receiveTopicMove(app, incoming)
    const { id, actor, json, budget } = incoming
    requireRate(app, actor, id ?? '')
    const target = await confirmMove(app, actor, readId(json.target) as string, budget)
    return (tx) => move(tx, actor, target, { isInProfile: actor.moved_to_uri === target.uri, via: 'delivery' })
  },
} satisfies ActivityType

function isAccountMove({ objectId, json, actor }: Incoming): boolean {
  return objectId === actor.uri && readId(json.target) !== undefined && readId(json.target) !== actor.uri
}

/** A Move that waits for the server of the new account counts once. @throws Declined */
function requireRate(app: App, { uri }: Account, id: string): void {
  const now = app.clock.now()
  const waiting = app.slot(waitingMoves)
  if (waiting.look(id, WAITING, now).remaining === 0) return
  if (!app.slot(movesByActor).take(uri, RATE, now).isAllowed) throw new Declined('move-too-often')
  if (id !== '') waiting.take(id, WAITING, now)
}
