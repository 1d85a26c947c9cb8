/** The community to which a draft goes. */
import { mentionedHandle } from '../../../core/accounts/acct.ts'
import { findAccount, findAccountByAcct } from '../../../core/accounts/find.ts'
import type { App } from '../../../core/app.ts'
import { NotFound } from '../../../core/errors.ts'
import { communityIdOf, isActiveCommunity } from '../../../core/policy/community.ts'
import { MAX_MENTIONS } from '../../../core/statuses/limits.ts'
import type { Account } from '../../../db/tables/accounts.ts'
import type { Status } from '../../../db/tables/statuses.ts'
import { findEntities } from '../../../lib/text/find-entities.ts'
import type { Draft } from '../../components/composer.tsx'

/** @throws NotFound if there is no such community here */
export async function requireCommunity(app: App, acct: string): Promise<Account> {
  const account = await findAccountByAcct(app, acct)
  if (!account || !isActiveCommunity(account)) throw new NotFound('no-account', { acct })
  return account
}

/** The posts that a draft is about. */
interface Subjects {
  /** That which it answers. */
  parent: Status | undefined
  /** That which it changes. */
  edited: Status | undefined
}

/** The community of the thread, or the first one that is mentioned by the start of a thread. Nothing is fetched. */
export async function communityOf(
  app: App,
  { text, reply, edit }: Draft,
  { parent, edited }: Subjects,
): Promise<Account | undefined> {
  const subject = edited ?? parent
  if (reply === undefined && edit === undefined) return findMentioned(app, text)
  const id = subject ? communityIdOf(subject) : null
  const account = id === null ? undefined : await findAccount(app, id)
  return account && isActiveCommunity(account) ? account : undefined
}

async function findMentioned(app: App, text: string): Promise<Account | undefined> {
  const handles = findEntities(text).flatMap((one) =>
    one.type === 'mention' && one.host !== undefined ? mentionedHandle(one) : [],
  )
  for (const handle of [...new Set(handles)].slice(0, MAX_MENTIONS)) {
    const account = await findAccountByAcct(app, handle)
    if (account && isActiveCommunity(account)) return account
  }
  return undefined
}
