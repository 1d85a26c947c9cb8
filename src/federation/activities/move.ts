import { readId } from '../../activitypub/read.ts'
import { Declined } from '../../core/errors.ts'
import { move } from '../../core/moves/move.ts'
import { DAY } from '../../lib/durations.ts'
import { RateCounters } from '../../lib/rate-counters.ts'
import { slot } from '../../lib/slot.ts'
import { confirmMove } from '../refresh/move.ts'
import type { ActivityType } from './activity.ts'

/** Moves of one account that are looked into. Each costs a fetch of the new account. */
const RATE = Object.freeze({ max: 3, everyMs: DAY })

const movesByActor = slot(() => new RateCounters())

/**
 * The sender has moved to another account, which must name the sender among its aliases. Its followers here are
 * told; they follow the new account themselves. NodeBB moves topics with the same type, which is not understood.
 */
export const Move = {
  type: 'Move',
  verify: ({ objectId, json, actor }) =>
    objectId === actor.uri && readId(json.target) !== undefined && readId(json.target) !== actor.uri,
  async receive(app, { actor, json, budget }) {
    if (!app.slot(movesByActor).take(actor.uri, RATE, app.clock.now()).isAllowed) throw new Declined('move-too-often')
    const target = await confirmMove(app, actor, readId(json.target) as string, budget)
    return (tx) => move(tx, actor, target, { isInProfile: actor.moved_to_uri === target.uri, via: 'delivery' })
  },
} satisfies ActivityType
