/** What all pages of an account start with. */
import type { VNode } from 'preact'
import { isCommunity } from '../../../core/policy/community.ts'
import type { RelationshipView } from '../../../core/relationships/view.ts'
import type { Account } from '../../../db/tables/accounts.ts'
import type { FollowedFeed } from '../../../db/tables/followed-feeds.ts'
import { BanNotice } from '../../components/ban-notice.tsx'
import { Tabs } from '../../components/navigation.tsx'
import { pagesOf } from '../../components/person.tsx'
import { ProfileHeader } from '../../components/profile-header.tsx'
import type { Visit } from '../../visit/visit.ts'
import { ProfileActions } from './actions.tsx'

interface ProfileTopProps {
  visit: Visit
  account: Account
  /** What connects the member to this account; undefined for visitors. */
  relationship: RelationshipView | undefined
  here: '' | '/replies' | '/followers' | '/following'
  /** Where the account has moved. */
  moved?: Account | undefined
  /** Those of a community. */
  moderators?: readonly Account[]
  /** How it is read, if it is a feed. */
  reading?: FollowedFeed | undefined
}

export function ProfileTop({ visit, account, relationship, here, moved, moderators, reading }: ProfileTopProps): VNode {
  const base = pagesOf(account)
  const tabs = hasNoReplies(account)
    ? { [base]: 'Posts', [`${base}/followers`]: account.is_feed ? 'Followers' : 'Members' }
    : {
        [base]: 'Posts',
        [`${base}/replies`]: 'Replies',
        [`${base}/followers`]: 'Followers',
        [`${base}/following`]: 'Following',
      }
  return (
    <>
      <ProfileHeader
        visit={visit}
        account={account}
        isWhole={here === ''}
        moved={moved}
        moderators={moderators}
        reading={reading}
      />
      {relationship?.ban && <BanNotice ban={relationship.ban} server={account.domain} />}
      <ProfileActions visit={visit} account={account} relationship={relationship} />
      <Tabs label="Profile" tabs={tabs} here={base + here} />
    </>
  )
}

/** Communities and feeds follow nobody and reply to nothing. */
function hasNoReplies(account: Account): boolean {
  return account.is_feed || isCommunity(account)
}
