/** The browsers in which a user has signed in before, known by a secret in a cookie that outlives the sessions. */
import { hash } from 'node:crypto'
import type { SignInDevice } from '../../db/tables/sessions.ts'
import type { User } from '../../db/tables/users.ts'
import type { Tx } from '../app.ts'
import { signInRecordsKeptMs } from './kept.ts'

/** More than the browsers of one person. Beyond it, those are forgotten that were unused for the longest time. */
const MAX_PER_USER = 50

/**
 * Stores that a user signs in with a browser.
 * @returns whether it is new: the user has signed in before, and not with this one
 */
export async function rememberDevice(tx: Tx, { id: user_id }: Pick<User, 'id'>, secret: string): Promise<boolean> {
  const last_used_at = tx.clock.now()
  const device_hash = hashOf(user_id, secret)
  const known = await tx.db
    .selectFrom('sign_in_devices')
    .select('device_hash')
    .where('user_id', '=', user_id)
    .where('last_used_at', '>', last_used_at - signInRecordsKeptMs(tx))
    .execute()
  await store(tx, { user_id, device_hash, last_used_at })
  return known.length > 0 && !known.some((device) => device.device_hash === device_hash)
}

async function store({ db }: Tx, device: SignInDevice): Promise<void> {
  await db
    .insertInto('sign_in_devices')
    .values(device)
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'device_hash']).doUpdateSet({ last_used_at: device.last_used_at }),
    )
    .execute()
  const latest = db.selectFrom('sign_in_devices').select('device_hash').where('user_id', '=', device.user_id)
  await db
    .deleteFrom('sign_in_devices')
    .where('user_id', '=', device.user_id)
    .where('device_hash', 'not in', latest.orderBy('last_used_at', 'desc').limit(MAX_PER_USER))
    .execute()
}

/** Differs for each user, so the table does not show who shares a browser. */
function hashOf(userId: number, secret: string): string {
  return hash('sha256', `${userId} ${secret}`)
}
