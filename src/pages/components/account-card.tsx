import type { VNode } from 'preact'
import type { RelationshipView } from '../../core/relationships/view.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Visit } from '../visit/visit.ts'
import { AccountRow } from './account-row.tsx'
import { FollowButton } from './follow-button.tsx'
import { Html } from './html.tsx'
import { nameOf } from './person.tsx'
import { relationshipWords } from './relationship-words.ts'

interface AccountCardProps {
  visit: Visit
  account: Account
  relationship: RelationshipView
}

/** One account with its bio and the button to follow it. */
export function AccountCard({ visit, account, relationship }: AccountCardProps): VNode {
  const words = relationshipWords(account, relationship).join(' ')
  return (
    <article class="card" aria-label={nameOf(account)}>
      <AccountRow visit={visit} account={account} />
      {account.note && <Html class="note" safe={account.note} dir="auto" />}
      {words && <p class="hint">{words}</p>}
      <FollowButton visit={visit} account={account} relationship={relationship} />
    </article>
  )
}
