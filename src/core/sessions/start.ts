import type { Session } from '../../db/tables/sessions.ts'
import type { User } from '../../db/tables/users.ts'
import { hashToken, newToken } from '../../lib/crypto/tokens.ts'
import type { App, Tx } from '../app.ts'
import { lockForNewLogin } from '../tokens/lock.ts'
import { rememberDevice } from './devices.ts'

const MAX_DEVICE_LENGTH = 300
/** A person with more sessions than this loses the one that was unused for the longest time. */
const MAX_SESSIONS = 50

/** Where a session is used, as its owner sees it in the list of sessions. */
interface SessionPlace {
  /** The `User-Agent` header. */
  device: string
  /** The client's address. */
  address: string
  /** The secret by which the browser is known again; a new one when absent. */
  deviceSecret?: string | undefined
}

/**
 * Signs a browser in. The caller has checked the password and the second factor.
 * @param user as it was authenticated
 * @returns the session, and the secret for its cookie, which is stored nowhere
 * @throws Forbidden if the password was changed in the meantime
 */
export async function startSession(
  app: App,
  user: Pick<User, 'id' | 'password_hash'>,
  { device, address, deviceSecret = newToken() }: SessionPlace,
): Promise<{ session: Session; secret: string; deviceSecret: string }> {
  const secret = newToken()
  const now = app.clock.now()
  const session = {
    id: app.ids.next(),
    user_id: user.id,
    token_hash: hashToken(secret),
    device: device.replace(/\p{Cc}/gu, ' ').slice(0, MAX_DEVICE_LENGTH),
    address,
    created_at: now,
    last_used_at: now,
    confirmed_at: now,
  }
  await app.transaction(async (tx) => {
    await lockForNewLogin(tx, user)
    await tx.db.insertInto('sessions').values(session).execute()
    await endBeyond(tx, user)
    const is_new_device = await rememberDevice(tx, user, deviceSecret)
    await tx.emit('user.signed_in', { user_id: user.id, session_id: session.id, is_new_device, via: 'local' })
  })
  return { session, secret, deviceSecret }
}

async function endBeyond({ db }: Tx, user: Pick<User, 'id'>): Promise<void> {
  const beyond = await db
    .selectFrom('sessions')
    .select('id')
    .where('user_id', '=', user.id)
    .orderBy('last_used_at', 'desc')
    .offset(MAX_SESSIONS)
    .limit(MAX_SESSIONS)
    .execute()
  for (const { id } of beyond) await db.deleteFrom('sessions').where('id', '=', id).execute()
}
