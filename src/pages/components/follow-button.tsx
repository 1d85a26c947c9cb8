import type { VNode } from 'preact'
import { isCommunity } from '../../core/policy/community.ts'
import type { RelationshipView } from '../../core/relationships/view.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { addressOf, type Visit } from '../visit/visit.ts'
import { Form } from './form.tsx'
import { nameOf, pagesOf } from './person.tsx'

interface PersonAction {
  /** The last part of the address, as in `/@name/follow`. */
  action: string
  name: string
  /** How it looks; without it, as the first thing to do. */
  look?: 'quiet' | 'link'
}

interface FollowButtonProps {
  visit: Visit
  account: Account
  relationship: RelationshipView
  /** The place on the page to which it leads back. */
  anchor?: string
}

/** Follows or joins, unfollows or leaves, withdraws a request, or ends a block, whichever comes next between the two accounts. */
export function FollowButton({ visit, account, relationship, anchor }: FollowButtonProps): VNode | null {
  if (visit.visitor?.account.id === account.id) return null
  const next = nextAction(account, relationship)
  return next ? <PersonButton visit={visit} account={account} action={next} anchor={anchor} /> : null
}

/** Undefined if there is nothing to do: the other account has blocked or banned this one, or has moved away. */
function nextAction(account: Account, relationship: RelationshipView): PersonAction | undefined {
  const [follow, unfollow] = isCommunity(account) ? ['join', 'Leave'] : ['follow', 'Unfollow']
  if (relationship.blocking) return { action: 'unblock', name: 'Unblock', look: 'quiet' }
  if (relationship.following) return { action: 'unfollow', name: unfollow, look: 'quiet' }
  if (relationship.requested) return { action: 'unfollow', name: 'Cancel request', look: 'quiet' }
  if (relationship.ban || relationship.blocked_by || account.moved_to_uri !== null) return undefined
  return { action: 'follow', name: account.locked ? `Ask to ${follow}` : capitalized(follow) }
}

function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}

interface PersonButtonProps {
  visit: Visit
  account: Account
  action: PersonAction
  anchor?: string | undefined
}

/** A form with one button, which does something with an account and leads back to this page. */
export function PersonButton({ visit, account, action: { action, name, look }, anchor }: PersonButtonProps): VNode {
  return (
    <Form visit={visit} class="inline" action={`${pagesOf(account)}/${action}`}>
      <input type="hidden" name="back" value={addressOf(visit)} />
      {anchor && <input type="hidden" name="anchor" value={anchor} />}
      <button type="submit" class={look}>
        {name}
        <span class="unseen"> {nameOf(account)}</span>
      </button>
    </Form>
  )
}
