/**
 * The networks from which a user has signed in, so that strangers who guess at the password cannot lock the user out
 * there.
 */
import { hash } from 'node:crypto'
import type { User } from '../../db/tables/users.ts'
import { DAY } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { signInRecordsKeptMs } from '../sessions/kept.ts'

/** More than the homes, offices and phones of one person. */
const MAX_PER_USER = 20
/** `last_used_at` need not be more exact. */
const NOTE_USE_EVERY_MS = DAY
/**
 * Hexadecimal digits of the stored hash: 20 bits. They fit 4,096 IPv4 addresses, so who reads the table learns no
 * address, which a whole hash would give away to whoever tries them all. A stranger's network fits one of a user's
 * twenty by a chance of 1 in 50,000, and then has no more than a counter of its own.
 */
const HASH_DIGITS = 5

/**
 * A network that was not used for long is a stranger's again, since providers reassign addresses.
 * @param user undefined for a name that nobody has, which must take as long
 */
export async function isKnownNetwork(app: App, user: User | undefined, network: string): Promise<boolean> {
  const userId = user?.id ?? 0
  const row = await app.db
    .selectFrom('sign_in_networks')
    .select('last_used_at')
    .where('user_id', '=', userId)
    .where('network_hash', '=', hashOf(userId, network))
    .executeTakeFirst()
  return row !== undefined && row.last_used_at > app.clock.now() - signInRecordsKeptMs(app)
}

/** Stores that a user has signed in, or signed up, from a network. */
export async function rememberNetwork(
  { db, clock }: Pick<App, 'db' | 'clock'>,
  { id: user_id }: Pick<User, 'id'>,
  network: string,
): Promise<void> {
  const last_used_at = Math.floor(clock.now() / NOTE_USE_EVERY_MS) * NOTE_USE_EVERY_MS
  const added = await db
    .insertInto('sign_in_networks')
    .values({ user_id, network_hash: hashOf(user_id, network), last_used_at })
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'network_hash'])
        .doUpdateSet({ last_used_at })
        .where('sign_in_networks.last_used_at', '<', last_used_at),
    )
    .executeTakeFirst()
  if (added.numInsertedOrUpdatedRows === 0n) return
  const latest = db.selectFrom('sign_in_networks').select('network_hash').where('user_id', '=', user_id)
  await db
    .deleteFrom('sign_in_networks')
    .where('user_id', '=', user_id)
    .where('network_hash', 'not in', latest.orderBy('last_used_at', 'desc').limit(MAX_PER_USER))
    .execute()
}

/** Differs for each user, so the table does not show who shares a network. */
function hashOf(userId: number, network: string): string {
  return hash('sha256', `${userId} ${network}`).slice(0, HASH_DIGITS)
}
