import type { User } from '../../db/tables/users.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { revokeAllTokens } from '../tokens/revoke.ts'
import { collect, passwordProblem, refuseProblems } from './validate.ts'

/**
 * Sets a new password and revokes all keys of the user.
 * @param options.keepTokenId the key with which the owner changes the password, which stays valid
 * @throws Invalid if the password is too short or too long
 */
export async function setPassword(
  app: App,
  user: Pick<User, 'id'>,
  password: string,
  { keepTokenId }: { keepTokenId?: Id } = {},
): Promise<void> {
  refuseProblems(collect({ password: passwordProblem(password) }))
  const password_hash = await app.passwords.hash(password)
  await app.transaction(async (tx) => {
    await tx.db.updateTable('users').set({ password_hash }).where('id', '=', user.id).execute()
    await revokeAllTokens(tx, user, { except: keepTokenId })
  })
}
