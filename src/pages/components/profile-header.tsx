import type { VNode } from 'preact'
import { acctOf } from '../../core/accounts/acct.ts'
import { shownCounts } from '../../core/accounts/origin-counts.ts'
import type { Account, ProfileField } from '../../db/tables/accounts.ts'
import type { Visit } from '../visit/visit.ts'
import { Html } from './html.tsx'
import { nameOf, profilePath } from './person.tsx'
import { Banner, LargeAvatar } from './profile-pictures.tsx'
import { count } from './time.tsx'

interface ProfileHeaderProps {
  visit: Visit
  account: Account
  /** Whether to show bio, fields and figures too. */
  isWhole: boolean
  /** Where the account has moved, if the new account has confirmed it. */
  moved?: Account | undefined
}

export function ProfileHeader({ visit, account, isWhole, moved }: ProfileHeaderProps): VNode {
  return (
    <>
      <Banner visit={visit} account={account} />
      <header class="profile">
        <LargeAvatar visit={visit} account={account} />
        <div>
          <h1>
            <bdi>{nameOf(account)}</bdi>
          </h1>
          <p class="handle">
            <Handle account={account} host={visit.app.uris.host} />
            {account.bot && ' · automated'}
          </p>
        </div>
      </header>
      {moved ? (
        <Moved account={moved} visit={visit} />
      ) : (
        account.moved_to_uri !== null && <SaysMoved uri={account.moved_to_uri} visit={visit} />
      )}
      {isWhole && <About account={account} />}
    </>
  )
}

/** With the host of every account, so that nobody is taken for somebody else. */
function Handle({ account, host }: { account: Account; host: string }): VNode {
  if (account.domain !== null)
    return (
      <>
        @<bdi>{acctOf(account)}</bdi>
      </>
    )
  return (
    <>
      @<bdi>{account.username}</bdi>@<bdi>{host}</bdi>
    </>
  )
}

function Moved({ account, visit }: { account: Account; visit: Visit }): VNode {
  return (
    <p class="notice">
      This account has moved to{' '}
      <a href={profilePath(account, visit)}>
        @<bdi>{acctOf(account)}</bdi>
      </a>
      .
    </p>
  )
}

/** The new account has not confirmed it. Members look it up here. */
function SaysMoved({ uri, visit }: { uri: string; visit: Visit }): VNode {
  return (
    <p class="notice">
      This account says that it has moved to{' '}
      <a href={visit.visitor ? `/search?q=${encodeURIComponent(uri)}` : uri} rel="nofollow noreferrer">
        {uri}
      </a>
      .
    </p>
  )
}

function About({ account }: { account: Account }): VNode {
  const { statuses, followers, following, isReported } = shownCounts(account)
  return (
    <>
      {account.note && <Html class="note" safe={account.note} dir="auto" />}
      <Fields fields={account.fields} />
      <ul class="facts">
        <li>{count(statuses, 'post', 'posts')}</li>
        <li>{count(followers, 'follower', 'followers')}</li>
        <li>follows {following.toLocaleString('en')}</li>
        {isReported && <li>as reported by {account.domain}</li>}
        {account.locked && <li>approves followers</li>}
        {account.domain !== null && (
          <li>
            <a href={account.url ?? account.uri} rel="nofollow noreferrer">
              Profile on {account.domain}
            </a>
          </li>
        )}
      </ul>
    </>
  )
}

function Fields({ fields }: { fields: readonly ProfileField[] }): VNode | null {
  if (fields.length === 0) return null
  return (
    <dl class="fields">
      {fields.map(({ name, value }) => (
        <div>
          <dt>
            <bdi>{name}</bdi>
          </dt>
          <Html as="dd" safe={value} />
        </div>
      ))}
    </dl>
  )
}
