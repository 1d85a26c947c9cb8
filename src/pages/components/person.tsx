import type { VNode } from 'preact'
import { acctOf, type HandleOwner, writtenHandle } from '../../core/accounts/acct.ts'
import { profilePictureUrl } from '../../core/accounts/picture-url.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Visit } from '../visit/visit.ts'

type Linked = HandleOwner & Pick<Account, 'url'> & Partial<Pick<Account, 'is_feed'>>

/**
 * Where this visitor reads about an account: the profile of a local one is at `/@name`. Members read remote ones here
 * too, at `/@name@host`; other visitors read them on their own server, and so does anyone who wants to know about an
 * account without a confirmed handle. A feed without a handle has no profile but that here.
 */
export function profilePath(account: Linked, { visitor }: Pick<Visit, 'visitor'>): string {
  const isHere = account.domain === null || (visitor && (account.acct_key !== null || account.is_feed))
  return isHere ? pagesOf(account) : (account.url ?? account.uri)
}

/** `/@name`, `/@name@host` or `/@!name@host`, under which the pages of an account and its posts are. */
export function pagesOf(account: HandleOwner): string {
  return pagesAt(acctOf(account))
}

/** The same for an `acct` that nobody may have. */
export function pagesAt(acct: string): string {
  return `/@${encodeURIComponent(acct).replace(/%40|%3A/g, decodeURIComponent)}`
}

/** `@name`, `@name@host` or `!name@host`; or an id. The sign stays in front, whichever way the name is written. */
export function WrittenHandle({ account }: { account: HandleOwner }): VNode {
  const [, sign, name] = /^([@!]?)(.*)$/su.exec(writtenHandle(account)) ?? []
  return (
    <>
      {sign}
      <bdi>{name}</bdi>
    </>
  )
}

export function nameOf(account: Pick<Account, 'display_name' | 'username'>): string {
  return account.display_name || account.username
}

/** The account's picture without motion, or its initial. Screen readers skip it, because the name is next to it. */
export function Avatar({ account, visit }: { account: Account; visit: Visit }): VNode {
  const src = profilePictureUrl(visit.app.uris, account, 'avatar', 'preview')
  if (src === null) return <InitialAvatar account={account} />
  return <img class="avatar" src={src} alt="" width={42} height={42} loading="lazy" />
}

/** The first letter of the name, in place of a picture. */
export function InitialAvatar({ account, large }: { account: Account; large?: boolean }): VNode {
  return (
    <span class={large ? 'avatar large' : 'avatar'} aria-hidden="true">
      {[...nameOf(account)][0]?.toUpperCase() ?? '?'}
    </span>
  )
}

/** Name and handle, linked to the profile. */
export function Byline({ account, visit }: { account: Account; visit: Visit }): VNode {
  return (
    <div class="by">
      <a href={profilePath(account, visit)}>
        <bdi class="name">{nameOf(account)}</bdi>
        <span class="handle">
          <WrittenHandle account={account} />
        </span>
      </a>
    </div>
  )
}
