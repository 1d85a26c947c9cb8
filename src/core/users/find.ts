import type { Account } from '../../db/tables/accounts.ts'
import type { Role, User } from '../../db/tables/users.ts'
import type { Id } from '../../lib/ids.ts'
import { findAccountsByIds, findLocalAccount } from '../accounts/find.ts'
import type { App } from '../app.ts'
import { inOrder, type Page, paginate } from '../page.ts'

export interface UserWithAccount {
  user: User
  account: Account
}

/** Finds a login by name, regardless of case. */
export async function findUserByName(app: Pick<App, 'db'>, username: string): Promise<UserWithAccount | undefined> {
  const account = await findLocalAccount(app, username)
  const user = account && (await findUserOf(app, account.id))
  return user && { user, account }
}

/** The login of an account. */
export async function findUserOf(app: Pick<App, 'db'>, accountId: Id): Promise<User | undefined> {
  return await app.db.selectFrom('users').selectAll().where('account_id', '=', accountId).executeTakeFirst()
}

interface UserFilter {
  roles?: readonly Role[]
  /** True for only pending logins, false for only approved ones. */
  pending?: boolean
}

/** Logins of this server, newest first. */
export async function listUsers(
  app: Pick<App, 'db'>,
  page: Page,
  { roles, pending }: UserFilter = {},
): Promise<UserWithAccount[]> {
  let query = paginate(app.db.selectFrom('users').selectAll(), 'id', page)
  if (roles && roles.length > 0) query = query.where('role', 'in', roles)
  if (pending !== undefined) query = query.where('approved_at', pending ? 'is' : 'is not', null)
  const users = inOrder(await query.execute(), page)
  const accounts = await findAccountsByIds(
    app,
    users.map((user) => user.account_id),
  )
  const byId = new Map(accounts.map((account) => [account.id, account]))
  return users.flatMap((user) => {
    const account = byId.get(user.account_id)
    return account ? [{ user, account }] : []
  })
}
