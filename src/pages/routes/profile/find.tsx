/** Finds the account that an address names, as far as its reader may see it. */
import { writtenHandle } from '../../../core/accounts/acct.ts'
import { findAccountByAcct } from '../../../core/accounts/find.ts'
import { Gone, NotFound } from '../../../core/errors.ts'
import { isActive, isSuspended } from '../../../core/policy/active.ts'
import { isCommunity } from '../../../core/policy/community.ts'
import type { Account } from '../../../db/tables/accounts.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { nameOf, pagesOf, WrittenHandle } from '../../components/person.tsx'
import { leadTo, movedTo, respond } from '../../http/respond.tsx'
import type { Visit } from '../../visit/visit.ts'

/**
 * A page about the account of `/@name` or `/@name@host`. Members read about remote accounts here; other visitors get a
 * link to their own server. A handle that is new here is looked up for members.
 * @param rest what follows the handle in the address
 */
export function pageOfAccount(rest: string, show: (visit: Visit, account: Account) => Promise<Answer>) {
  return async (visit: Visit, acct: string): Promise<Answer> => {
    const account = await findAccountByAcct(visit.app, acct)
    if (!account) return unknown(visit, acct)
    if (account.domain === null && acct.includes('@')) return movedTo(pagesOf(account) + rest)
    requireShown(account)
    return account.domain !== null && !visit.visitor ? remotePage(visit, account) : show(visit, account)
  }
}

/** @throws Gone for a suspended local account, NotFound for a remote one */
function requireShown(account: Account): void {
  if (isActive(account)) return
  if (account.domain === null && isSuspended(account)) throw new Gone('account-suspended')
  throw new NotFound('account-hidden')
}

function unknown(visit: Visit, acct: string): Answer {
  const [, host] = acct.split('@')
  if (host === undefined || host === visit.app.uris.host) throw new NotFound('no-account', { acct })
  if (!visit.visitor) throw new NotFound('account-unknown-here', { acct })
  return leadTo(visit, `/search?q=${encodeURIComponent(`@${acct}`)}`)
}

/** Visitors read about a remote account on its own server. */
function remotePage(visit: Visit, account: Account): Promise<Answer> {
  const [kind, page] = kindOf(account)
  return respond(visit, {
    head: { title: writtenHandle(account), noindex: true },
    body: (
      <>
        <h1>
          <bdi>{nameOf(account)}</bdi>
        </h1>
        <p class="lead">
          <WrittenHandle account={account} /> is {kind}.
        </p>
        <p>
          <a href={account.url ?? account.uri} rel="nofollow noreferrer">
            Open the {page} on {account.domain}
          </a>
        </p>
      </>
    ),
  })
}

/** What a remote account is, and its page there. */
function kindOf(account: Account): [kind: string, page: string] {
  if (account.is_feed) return ['the feed of another site', 'site']
  return isCommunity(account)
    ? ['a community on another server', 'community']
    : ['an account on another server', 'profile']
}
