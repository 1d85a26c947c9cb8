/** What a Flag is about: the accounts and posts here that it names. Everything else in it is ignored. */
import { hostOf } from '../../activitypub/uris.ts'
import { findAccount } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { isDeleted } from '../../core/policy/active.ts'
import { isOpen } from '../../core/policy/open.ts'
import { canSee } from '../../core/policy/visible.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import { ownIds } from '../objects/own-ids.ts'
import { findLocalTarget } from './find-local.ts'

/** Accounts that one report may be about. */
const MAX_ACCOUNTS = 10

/** The reported accounts, each with its reported posts. A post that the reporting server cannot know is left out. */
export async function findReported(app: App, reporter: Account, addresses: readonly string[]): Promise<Map<Id, Id[]>> {
  const reported = new Map<Id, Id[]>()
  for (const uri of await ownIds(app, addresses.filter(app.uris.isLocal))) {
    const status = await findStatusByUri(app, uri)
    const account = status ? await authorOf(app, status, reporter) : await findLocalTarget(app, uri)
    if (!account || (reported.size >= MAX_ACCOUNTS && !reported.has(account.id))) continue
    const posts = reported.get(account.id) ?? []
    reported.set(account.id, status ? [...posts, status.id] : posts)
  }
  return reported
}

/** The local author, if the reporting server may know the post. */
async function authorOf(app: App, status: Status, reporter: Account): Promise<Account | undefined> {
  if (!status.local || status.boost_of_id !== null) return undefined
  const author = await findAccount(app, status.account_id)
  if (!author || isDeleted(author)) return undefined
  const isKnown = isOpen(status) || (await canSee(app, reporter, status)) || (await hasReached(app, status, reporter))
  return isKnown ? author : undefined
}

/** Whether an account of the reporting server received the post. Most servers sign reports with an account of their own. */
async function hasReached({ db }: App, status: Status, reporter: Account): Promise<boolean> {
  const host = hostOf(reporter.uri) ?? ''
  const people = db.selectFrom('accounts').select('accounts.id').where('accounts.domain', '=', host).limit(1)
  const mentioned = people
    .innerJoin('mentions', 'mentions.account_id', 'accounts.id')
    .where('mentions.status_id', '=', status.id)
  if (await mentioned.executeTakeFirst()) return true
  if (status.visibility !== 'followers') return false
  const following = people
    .innerJoin('follows', 'follows.account_id', 'accounts.id')
    .where('follows.target_id', '=', status.account_id)
  return (await following.executeTakeFirst()) !== undefined
}
