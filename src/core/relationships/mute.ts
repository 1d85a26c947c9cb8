import type { Account } from '../../db/tables/accounts.ts'
import { DAY } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { Forbidden, InvalidFields } from '../errors.ts'
import { lockPair } from './lock.ts'

/** Mastodon's own limit is higher. */
const LONGEST_MUTE_YEARS = 100

interface MuteOptions {
  /** Whether notifications from the target are hidden too. Default: yes. */
  notifications?: boolean
  /** In milliseconds. Absent or 0 means until it is undone. */
  durationMs?: number
}

/**
 * Hides an account from the timelines and, by default, from notifications. The muted account is not notified. Muting it
 * again changes the options.
 * @throws Forbidden for oneself, InvalidFields for an invalid duration
 */
export async function mute(
  app: App,
  actor: Account,
  target: Account,
  { notifications = true, durationMs = 0 }: MuteOptions = {},
): Promise<void> {
  if (actor.id === target.id) throw new Forbidden('mute-self')
  if (!(durationMs >= 0 && durationMs <= LONGEST_MUTE_YEARS * 365 * DAY))
    throw new InvalidFields({ duration: [['mute-duration', { maxYears: LONGEST_MUTE_YEARS }]] })
  await app.transaction(async (tx) => {
    await lockPair(tx, actor, target)
    const now = tx.clock.now()
    // An expired mute that was not pruned yet is none: muting again counts as new.
    await tx.db
      .deleteFrom('mutes')
      .where('account_id', '=', actor.id)
      .where('target_id', '=', target.id)
      .where('expires_at', '<=', now)
      .execute()
    const terms = { hides_notifications: notifications, expires_at: durationMs ? now + Math.round(durationMs) : null }
    const id = tx.ids.next()
    const stored = await tx.db
      .insertInto('mutes')
      .values({ id, account_id: actor.id, target_id: target.id, created_at: now, ...terms })
      .onConflict((conflict) => conflict.columns(['account_id', 'target_id']).doUpdateSet(terms))
      .returning('id')
      .executeTakeFirstOrThrow()
    if (stored.id !== id && !notifications) return
    const ids = { account_id: actor.id, target_id: target.id }
    await tx.emit('account.muted', { ...ids, hides_notifications: notifications, via: 'local' })
  })
}

export async function unmute(app: App, actor: Account, target: Account): Promise<void> {
  await app.db.deleteFrom('mutes').where('account_id', '=', actor.id).where('target_id', '=', target.id).execute()
}
