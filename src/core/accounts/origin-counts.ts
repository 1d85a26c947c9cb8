/**
 * The counts of remote accounts as their origins report them, kept apart from our own, which cover the rows that we know
 * (C20).
 */
import { changesSomething } from '../../db/changed-columns.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { findAccount } from './find.ts'

/** Null if the origin does not tell, undefined if nothing new is known. */
type OriginCounts = {
  [Name in 'origin_followers_count' | 'origin_following_count' | 'origin_statuses_count']: number | null | undefined
}

/** Also notes that the collections of the account were read. */
export async function storeOriginCounts(app: App, accountId: Id, counts: OriginCounts): Promise<void> {
  await app.transaction(async (tx) => {
    const known = await findAccount(tx, accountId)
    if (!known) return
    const isChanged = changesSomething<Partial<Account>>(known, counts as Partial<Account>)
    await tx.db
      .updateTable('accounts')
      .set((set) => ({
        ...counts,
        collections_read_at: tx.clock.now(),
        ...(isChanged && { revision: set('revision', '+', 1) }),
      }))
      .where('id', '=', accountId)
      .execute()
  })
}

interface ShownCounts {
  followers: number
  following: number
  statuses: number
  /** Whether its origin says so. Otherwise this is only what we know. */
  isReported: boolean
}

/**
 * What is shown of an account: what its origin reports. It is never less than what we know, since some servers report 0
 * for what they hide, and all of them later than we see it.
 */
export function shownCounts(account: Account): ShownCounts {
  const { origin_followers_count, origin_following_count, origin_statuses_count } = account
  return {
    followers: Math.max(account.followers_count, origin_followers_count ?? 0),
    following: Math.max(account.following_count, origin_following_count ?? 0),
    statuses: Math.max(account.statuses_count, origin_statuses_count ?? 0),
    isReported: [origin_followers_count, origin_following_count, origin_statuses_count].some((count) => count !== null),
  }
}
