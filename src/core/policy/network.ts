import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { isSuspended } from './active.ts'
import { isBlocked } from './blocks.ts'

/**
 * Whether a viewer may see whom an account follows and who follows it. The owner always may. Others may not if the
 * account hides it, is suspended, or is in a block with them.
 */
export async function mayListNetwork(
  app: Pick<App, 'db'>,
  viewer: { id: Id } | undefined,
  account: Account,
): Promise<boolean> {
  if (viewer?.id === account.id) return true
  if (account.hides_network || isSuspended(account)) return false
  return viewer === undefined || !(await isBlocked(app.db, viewer.id, account.id))
}
