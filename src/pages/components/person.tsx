import type { VNode } from 'preact'
import { acctOf } from '../../core/accounts/acct.ts'
import type { Account } from '../../db/tables/accounts.ts'

/** People are shown here: local ones at `/@name`, others where they live. */
export function profilePath(account: Account): string {
  return account.domain === null ? `/@${account.username}` : (account.url ?? account.uri)
}

export function nameOf(account: Account): string {
  return account.display_name || account.username
}

/** A picture, or the first letter of the name. Decoration: the name stands beside it. */
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
