import type { User } from '../../db/tables/users.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { revokeAllTokens } from '../tokens/revoke.ts'
import { collect, passwordProblem, refuseProblems } from './validate.ts'

/**
 * Sets a new password, and ends every key to the account.
 * @param options.keepTokenId the key that is in use while its owner changes the password
 * @throws Invalid for a password that is too short or too long
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
