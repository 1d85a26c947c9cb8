import type { ComponentChildren, VNode } from 'preact'
import type { RelationshipView } from '../../core/relationships/view.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Visit } from '../visit/visit.ts'
import { EmptyState } from './empty-state.tsx'
import { Pagination, type Turns } from './feed.tsx'
import { FollowButton } from './follow-button.tsx'
import { Avatar, Byline } from './person.tsx'
import { relationshipWords } from './relationship-words.ts'

interface AccountRowProps {
  visit: Visit
  account: Account
  /** What there is to say about it, in a few words. */
  about?: string
  /** What the member can do: a few buttons. */
  children?: ComponentChildren
}

/** An account in a list. */
export function AccountRow({ visit, account, about, children }: AccountRowProps): VNode {
  return (
    <div class="account-row">
      <Avatar account={account} visit={visit} />
      <div>
        <Byline account={account} visit={visit} />
        {about && <p class="hint">{about}</p>}
      </div>
      {children && <div class="account-row-end">{children}</div>}
    </div>
  )
}

interface AccountListProps {
  visit: Visit
  accounts: readonly Account[]
  /** Of the member to these accounts; empty for visitors. */
  relationships: ReadonlyMap<number, RelationshipView>
  empty: string
  turns: Turns
}

/** Accounts with what connects the member to them, and a button to follow. */
export function AccountList({ visit, accounts, relationships, empty, turns }: AccountListProps): VNode {
  return (
    <>
      {accounts.length === 0 ? (
        <EmptyState text={empty} />
      ) : (
        <ul class="rows">
          {accounts.map((account) => (
            <li id={`account-${account.id}`}>
              <ListedAccount visit={visit} account={account} relationship={relationships.get(account.id)} />
            </li>
          ))}
        </ul>
      )}
      <Pagination turns={turns} />
    </>
  )
}

interface ListedAccountProps {
  visit: Visit
  account: Account
  relationship: RelationshipView | undefined
}

function ListedAccount({ visit, account, relationship }: ListedAccountProps): VNode {
  if (!relationship || visit.visitor?.account.id === account.id) return <AccountRow visit={visit} account={account} />
  return (
    <AccountRow visit={visit} account={account} about={relationshipWords(account, relationship).join(' ')}>
      <FollowButton visit={visit} account={account} relationship={relationship} anchor={`account-${account.id}`} />
    </AccountRow>
  )
}
