/** The accounts that stand for feeds of other sites. They are shown and followed like others, and get no activities. */
import { changesSomething } from '../../db/changed-columns.ts'
import { insertOnce } from '../../db/insert-once.ts'
import type { Account, NewAccount } from '../../db/tables/accounts.ts'
import type { FollowedFeed } from '../../db/tables/followed-feeds.ts'
import { acctKey } from '../accounts/acct.ts'
import { claimHandle } from '../accounts/claim-handle.ts'
import { findAccountByUri } from '../accounts/find.ts'
import { isRemoteUsername } from '../accounts/username.ts'
import type { Tx } from '../app.ts'
import { Declined } from '../errors.ts'
import { registerMedia } from '../media/rows/register.ts'
import { releaseMedia } from '../media/rows/unused.ts'

/** What a feed says of itself: safe HTML and checked addresses. */
export interface FeedProfile extends Pick<NewAccount, 'display_name' | 'note' | 'fields' | 'url' | 'avatar_url'> {
  /** The normalized host of its site, which is also its name: `@blog.example.org@blog.example.org`. */
  domain: string
}

/**
 * Stores a feed that is read for the first time, with its account. No inbox makes sure that nothing is ever delivered.
 * @param address of the feed
 * @throws Declined if an actor has this address
 */
export async function storeFeedAccount(
  tx: Tx,
  address: string,
  profile: FeedProfile,
  reading: Pick<FollowedFeed, 'host' | 'interval_ms'>,
): Promise<Account> {
  await tx.lock(`account:${address}`)
  const known = await findAccountByUri(tx, address)
  if (known?.is_feed) return known
  if (known) throw new Declined('feed-is-actor', { uri: address })
  const now = tx.clock.now()
  const id = tx.ids.next()
  const { domain, ...shown } = profile
  const username = isRemoteUsername(domain) ? domain : 'feed'
  const claimant = { id, username, domain, actor_type: 'Service' } as const
  const account = await insertOnce(tx.db, 'accounts', {
    ...claimant,
    ...shown,
    uri: address,
    is_feed: true,
    acct_key: (await isHandleTaken(tx, username, domain)) ? null : await claimHandle(tx, claimant, { confirmed: true }),
    avatar_key: await registerMedia(tx, 'avatar', shown.avatar_url),
    bot: true,
    inbox_url: '',
    created_at: now,
    updated_at: now,
    fetched_at: now,
  })
  if (!account) throw new Declined('actor-stored-twice', { uri: address })
  await insertOnce(tx.db, 'followed_feeds', { account_id: id, ...reading })
  await tx.emit('account.created', { account_id: id, via: 'fetch' })
  return account
}

/** The second feed of a site is shown by its address. Only an actor takes the handle of a feed. */
async function isHandleTaken(tx: Tx, username: string, domain: string): Promise<boolean> {
  const acct_key = acctKey(username, domain)
  return (
    (await tx.db.selectFrom('accounts').select('id').where('acct_key', '=', acct_key).executeTakeFirst()) !== undefined
  )
}

/** Updates what a feed says of itself. Its handle stays. */
export async function updateFeedAccount(tx: Tx, account: Account, { domain: _, ...shown }: FeedProfile): Promise<void> {
  const changes = { ...shown, avatar_key: await registerMedia(tx, 'avatar', shown.avatar_url) }
  const fetched_at = tx.clock.now()
  const isChanged = changesSomething(account, changes)
  await tx.db
    .updateTable('accounts')
    .set((set) => (isChanged ? { ...changes, fetched_at, revision: set('revision', '+', 1) } : { fetched_at }))
    .where('id', '=', account.id)
    .execute()
  if (changes.avatar_key !== account.avatar_key) await releaseMedia(tx, [account.avatar_key])
}

/** The feed has moved for good. @returns false if another account has the new address */
export async function moveFeed(tx: Tx, account: Account, address: string, host: string): Promise<boolean> {
  await tx.lock(`account:${address}`)
  if (await findAccountByUri(tx, address)) return false
  await tx.db.updateTable('accounts').set({ uri: address }).where('id', '=', account.id).execute()
  await tx.db.updateTable('followed_feeds').set({ host }).where('account_id', '=', account.id).execute()
  return true
}
