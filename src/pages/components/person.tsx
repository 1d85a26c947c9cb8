import type { VNode } from 'preact'
import { acctOf } from '../../core/accounts/acct.ts'
import type { Account } from '../../db/tables/accounts.ts'

/** The profile of a local account is at `/@name`, that of a remote one on its own server. */
export function profilePath(account: Account): string {
  return account.domain === null ? `/@${account.username}` : (account.url ?? account.uri)
}

export function nameOf(account: Account): string {
  return account.display_name || account.username
}

/** The account's picture, or the first letter of its name. Screen readers skip it, because the name is next to it. */
export function Avatar({ account, large }: { account: Account; large?: boolean }): VNode {
  const style = large ? 'avatar large' : 'avatar'
  if (account.avatar_url) return <img class={style} src={account.avatar_url} alt="" loading="lazy" />
  return (
    <span class={style} aria-hidden="true">
      {[...nameOf(account)][0]?.toUpperCase() ?? '?'}
    </span>
  )
}

/** Name and handle, linked to the profile. */
export function Byline({ account }: { account: Account }): VNode {
  return (
    <div class="by">
      <a href={profilePath(account)}>
        <bdi class="name">{nameOf(account)}</bdi>
        <span class="handle">
          @<bdi>{acctOf(account)}</bdi>
        </span>
      </a>
    </div>
  )
}
