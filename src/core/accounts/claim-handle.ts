/** Decides which account has a handle that WebFinger has just confirmed (C17). */
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { isDeleted } from '../policy/active.ts'
import { isCommunity } from '../policy/community.ts'
import { acctKey, sharedKey } from './acct.ts'

/** What was found out about an actor's handle. */
export interface HandleClaim {
  /** Whether WebFinger has just led from the handle to the actor. */
  confirmed: boolean
  /** A person has the same name on the same host. A community then has the handle in the form `!name@host`. */
  isShared?: boolean
  /** Accounts that had the handle and do not answer under it any longer. */
  releasedBy?: readonly Id[]
}

type Claimant = Pick<Account, 'id' | 'actor_type' | 'username' | 'domain'>

/**
 * Gives the claimant its handle, unless another account has it and did not release it.
 * @returns the new `acct_key`, or null if the claimant gets none
 */
export async function claimHandle(
  tx: Tx,
  claimant: Claimant,
  { isShared = false, releasedBy = [] }: HandleClaim,
): Promise<string | null> {
  const plain = acctKey(claimant.username, claimant.domain)
  await tx.lock(`handle:${plain}`)
  const key = isShared && isCommunity(claimant) ? sharedKey(plain) : plain
  const holder = await findHolder(tx, key, claimant.id)
  if (!holder) return key
  // A feed has its handle only as long as no actor of its site has it.
  if (isDeleted(holder) || holder.is_feed || releasedBy.includes(holder.id)) await setKey(tx, holder, null)
  else if (isCommunity(holder) && !isCommunity(claimant)) await moveAside(tx, holder, plain)
  else return null
  return key
}

/** A person has `name@host`, and the community that had it keeps `!name@host`. */
async function moveAside(tx: Tx, community: Account, plain: string): Promise<void> {
  const key = sharedKey(plain)
  await setKey(tx, community, (await findHolder(tx, key, community.id)) ? null : key)
}

function findHolder(tx: Tx, key: string, besides: Id): Promise<Account | undefined> {
  return tx.db
    .selectFrom('accounts')
    .selectAll()
    .where('acct_key', '=', key)
    .where('id', '!=', besides)
    .executeTakeFirst()
}

async function setKey(tx: Tx, { id }: Account, acct_key: string | null): Promise<void> {
  await tx.db
    .updateTable('accounts')
    .set((set) => ({ acct_key, revision: set('revision', '+', 1) }))
    .where('id', '=', id)
    .execute()
}
