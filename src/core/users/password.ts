import type { User } from '../../db/tables/users.ts'
import type { App } from '../app.ts'
import { lockForNewLogin } from '../tokens/lock.ts'
import { endAccess, type Kept } from './end-access.ts'
import { inPasswordQueue } from './password-queue.ts'
import { collect, passwordProblem, refuseProblems } from './validate.ts'

/**
 * Sets a new password and ends every way in for the user.
 * @param options.kept the session or key with which the owner changes the password, which stays valid, and the client's
 *   network
 * @throws Invalid if the password is too short or too long; Forbidden if it was changed after the session in use was
 *   read, because that session has ended
 */
export async function setPassword(
  app: App,
  user: Pick<User, 'id' | 'password_hash'>,
  password: string,
  { network, ...kept }: Kept & { network?: string | undefined } = {},
): Promise<void> {
  refuseProblems(collect({ password: passwordProblem(password) }))
  const hash = () => app.passwords.hash(password)
  const password_hash = await (network === undefined ? hash() : inPasswordQueue(app, network, hash))
  await app.transaction(async (tx) => {
    if (kept.sessionId !== undefined) await lockForNewLogin(tx, user)
    await tx.db.updateTable('users').set({ password_hash }).where('id', '=', user.id).execute()
    await endAccess(tx, user, kept)
    await tx.emit('user.password_changed', { user_id: user.id, via: 'local' })
  })
}
