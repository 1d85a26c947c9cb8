import type { Session } from '../../db/tables/sessions.ts'
import type { User } from '../../db/tables/users.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { NotFound } from '../errors.ts'
import { endPendingSignIns } from './pending.ts'

/** The sessions of a user, the last used first. */
export async function listSessions(app: Pick<App, 'db'>, user: Pick<User, 'id'>): Promise<Session[]> {
  return await app.db
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', user.id)
    .orderBy('last_used_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

/** Signs a browser out, at once. @throws NotFound if this user has no such session */
export async function endSession(app: Pick<App, 'db'>, user: Pick<User, 'id'>, sessionId: Id): Promise<void> {
  const ended = await app.db
    .deleteFrom('sessions')
    .where('id', '=', sessionId)
    .where('user_id', '=', user.id)
    .returning('id')
    .executeTakeFirst()
  if (!ended) throw new NotFound()
}

/** Signs a user out in all browsers but one, at once, sign-ins that wait for the second factor included. */
export async function endOtherSessions(app: App, user: Pick<User, 'id'>, except: Id): Promise<void> {
  await app.transaction(async (tx) => {
    await endPendingSignIns(tx, user)
    await endSessions(tx, user, { except })
  })
}

/** Signs a user out everywhere, except in the browser in use. */
export async function endSessions(tx: Tx, user: Pick<User, 'id'>, { except }: { except?: Id } = {}): Promise<void> {
  let query = tx.db.deleteFrom('sessions').where('user_id', '=', user.id)
  if (except !== undefined) query = query.where('id', '!=', except)
  await query.execute()
}
