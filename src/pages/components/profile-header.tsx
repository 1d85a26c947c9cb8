import type { VNode } from 'preact'
import { acctOf } from '../../core/accounts/acct.ts'
import { shownCounts } from '../../core/accounts/origin-counts.ts'
import { FAILED_LONG_DAYS, hasFailedLong } from '../../core/followed-feeds/find.ts'
import { isCommunity } from '../../core/policy/community.ts'
import type { Account, ProfileField } from '../../db/tables/accounts.ts'
import type { FollowedFeed } from '../../db/tables/followed-feeds.ts'
import { parseHttpUrl } from '../../lib/http/hosts.ts'
import type { Visit } from '../visit/visit.ts'
import { Html } from './html.tsx'
import { nameOf, profilePath, WrittenHandle } from './person.tsx'
import { Banner, LargeAvatar } from './profile-pictures.tsx'
import { count, Time } from './time.tsx'

/** How many moderators are shown without a click. */
const SHOWN_MODERATORS = 8

interface ProfileHeaderProps {
  visit: Visit
  account: Account
  /** Whether to show bio, fields and figures too. */
  isWhole: boolean
  /** Where the account has moved, if the new account has confirmed it. */
  moved?: Account | undefined
  /** Those of a community. */
  moderators?: readonly Account[] | undefined
  /** How it is read, if it is a feed. */
  reading?: FollowedFeed | undefined
}

export function ProfileHeader({ visit, account, isWhole, moved, moderators = [], reading }: ProfileHeaderProps): VNode {
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
            {account.bot && !account.is_feed && ' · automated'}
            {account.is_feed && ' · feed'}
            {isCommunity(account) && ' · community'}
          </p>
        </div>
      </header>
      {moved ? (
        <Moved account={moved} visit={visit} />
      ) : (
        account.moved_to_uri !== null && <SaysMoved uri={account.moved_to_uri} visit={visit} />
      )}
      {reading && <ReadingNotice visit={visit} reading={reading} />}
      {isWhole && <About visit={visit} account={account} moderators={moderators} reading={reading} />}
    </>
  )
}

/** With the host of every account, so that nobody is taken for somebody else. */
function Handle({ account, host }: { account: Account; host: string }): VNode {
  if (account.domain !== null) return <WrittenHandle account={account} />
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
        <WrittenHandle account={account} />
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

type AboutProps = {
  visit: Visit
  account: Account
  moderators: readonly Account[]
  reading: FollowedFeed | undefined
}

function About({ visit, account, moderators, reading }: AboutProps): VNode {
  return (
    <>
      {account.note && <Html class="note" safe={account.note} dir="auto" />}
      <Fields fields={account.fields} />
      <Moderators visit={visit} community={account} moderators={moderators} />
      {account.is_feed ? <FeedFacts account={account} reading={reading} /> : <Facts account={account} />}
    </>
  )
}

function Facts({ account }: { account: Account }): VNode {
  const { statuses, followers, following, isReported } = shownCounts(account)
  const { domain, locked } = account
  const isJoined = isCommunity(account)
  return (
    <ul class="facts">
      <li>{count(statuses, 'post', 'posts')}</li>
      <li>{isJoined ? count(followers, 'member', 'members') : count(followers, 'follower', 'followers')}</li>
      {!isJoined && <li>follows {following.toLocaleString('en')}</li>}
      {isReported && <li>as reported by {domain}</li>}
      {locked && <li>approves {isJoined ? 'members' : 'followers'}</li>}
      {domain !== null && (
        <li>
          <a href={account.url ?? account.uri} rel="nofollow noreferrer">
            {isJoined ? 'Community' : 'Profile'} on {domain}
          </a>
        </li>
      )}
    </ul>
  )
}

function FeedFacts({ account, reading }: { account: Account; reading: FollowedFeed | undefined }): VNode {
  const site = account.url ?? account.uri
  const { statuses, followers } = shownCounts(account)
  return (
    <ul class="facts">
      <li>{count(statuses, 'post', 'posts')}</li>
      <li>{count(followers, 'follower', 'followers')} here</li>
      {reading?.read_at != null && (
        <li>
          read <Time at={reading.read_at} />
        </li>
      )}
      <li>
        <a href={site} rel="nofollow noreferrer">
          {parseHttpUrl(site)?.host ?? account.domain}
        </a>
      </li>
    </ul>
  )
}

/** Says why there are no new posts of a feed. */
function ReadingNotice({ visit, reading }: { visit: Visit; reading: FollowedFeed }): VNode | null {
  if (reading.ended_at !== null) return <p class="notice">This feed has ended: its site says that it is gone.</p>
  if (!hasFailedLong(visit.app, reading)) return null
  return <p class="notice">This feed could not be read for {FAILED_LONG_DAYS} days or more. It is tried again daily.</p>
}

/** More than a few are folded. */
function Moderators({
  visit,
  community,
  moderators,
}: {
  visit: Visit
  community: Account
  moderators: readonly Account[]
}): VNode | null {
  if (moderators.length === 0) return null
  const list = (
    <ul class="names">
      {moderators.map((one) => (
        <li>
          <a href={profilePath(one, visit)}>
            @<bdi>{one.domain === community.domain ? one.username : acctOf(one)}</bdi>
          </a>
        </li>
      ))}
    </ul>
  )
  if (moderators.length > SHOWN_MODERATORS)
    return (
      <details class="fold">
        <summary>{moderators.length} moderators</summary>
        {list}
      </details>
    )
  return (
    <div class="moderators">
      <h2>{moderators.length === 1 ? 'Moderator' : 'Moderators'}</h2>
      {list}
    </div>
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
