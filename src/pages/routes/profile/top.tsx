/** What all pages of an account start with. */
import type { VNode } from 'preact'
import type { RelationshipView } from '../../../core/relationships/view.ts'
import type { Account } from '../../../db/tables/accounts.ts'
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
}

export function ProfileTop({ visit, account, relationship, here, moved }: ProfileTopProps): VNode {
  const base = pagesOf(account)
  const tabs = {
    [base]: 'Posts',
    [`${base}/replies`]: 'Replies',
    [`${base}/followers`]: 'Followers',
    [`${base}/following`]: 'Following',
  }
  return (
    <>
      <ProfileHeader visit={visit} account={account} isWhole={here === ''} moved={moved} />
      <ProfileActions visit={visit} account={account} relationship={relationship} />
      <Tabs label="Profile" tabs={tabs} here={base + here} />
    </>
  )
}
