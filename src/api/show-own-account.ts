import { requireAccount } from '../core/accounts/find.ts'
import type { App } from '../core/app.ts'
import { countFollowRequests } from '../core/relationships/count-requests.ts'
import type { User } from '../db/tables/users.ts'
import type { Id } from '../lib/ids.ts'
import { renderCredentialAccount } from './entities/credential-account.ts'

export async function showOwnAccount(app: App, id: Id, user: User) {
  const account = await requireAccount(app, id)
  return renderCredentialAccount(app, { account, user, followRequestsCount: await countFollowRequests(app, account) })
}
