/** What one can do about an account: members follow, mute and block; visitors follow from their own server. */
import type { VNode } from 'preact'
import { acctOf } from '../../../core/accounts/acct.ts'
import { isActiveCommunity, isCommunity } from '../../../core/policy/community.ts'
import type { RelationshipView } from '../../../core/relationships/view.ts'
import type { Account } from '../../../db/tables/accounts.ts'
import { CheckBox } from '../../components/check-box.tsx'
import { FollowButton, PersonButton } from '../../components/follow-button.tsx'
import { Form } from '../../components/form.tsx'
import { pagesOf } from '../../components/person.tsx'
import { relationshipWords } from '../../components/relationship-words.ts'
import { addressOf, type Visit } from '../../visit/visit.ts'

interface ProfileActionsProps {
  visit: Visit
  account: Account
  relationship: RelationshipView | undefined
}

export function ProfileActions({ visit, account, relationship }: ProfileActionsProps): VNode {
  if (!visit.visitor)
    return (
      <p class="decision">
        <a class="button" href={`${pagesOf(account)}/follow`}>
          Follow
        </a>
      </p>
    )
  if (!relationship || visit.visitor.account.id === account.id)
    return (
      <p class="decision">
        <a href="/settings/profile">Edit your profile</a>
      </p>
    )
  return <MemberActions visit={visit} account={account} relationship={relationship} />
}

function MemberActions({
  visit,
  account,
  relationship,
}: Required<ProfileActionsProps> & { relationship: RelationshipView }) {
  const path = pagesOf(account)
  const { muting, blocking, followed_by, following, requested, requested_by, ban } = relationship
  return (
    <>
      {relationshipWords(account, relationship).map((sentence) => (
        <p class="hint">{sentence}</p>
      ))}
      {requested_by && <a href="/follow-requests">Answer the request</a>}
      <div class="decision">
        <FollowButton visit={visit} account={account} relationship={relationship} />
        {isActiveCommunity(account) && !ban && account.acct_key !== null && (
          <a href={`/compose?community=${encodeURIComponent(acctOf(account))}`}>Post to this community</a>
        )}
        {muting ? (
          <PersonButton visit={visit} account={account} action={{ action: 'unmute', name: 'Unmute', look: 'link' }} />
        ) : (
          <a href={`${path}/mute`}>Mute…</a>
        )}
        {!blocking && <a href={`${path}/block`}>Block…</a>}
        {followed_by && (
          <PersonButton
            visit={visit}
            account={account}
            action={{ action: 'remove-follower', name: 'Remove from my followers', look: 'link' }}
          />
        )}
      </div>
      {(following || requested) && <FollowOptions visit={visit} account={account} relationship={relationship} />}
    </>
  )
}

interface FollowOptionsProps {
  visit: Visit
  account: Account
  relationship: RelationshipView
}

/** Following again changes the options. Whatever a community shows is a boost, which notifies nobody. */
function FollowOptions({ visit, account, relationship }: FollowOptionsProps): VNode {
  const { showing_reblogs, notifying } = relationship
  const isJoined = isCommunity(account)
  return (
    <details class="fold">
      <summary>{isJoined ? 'Options' : 'Options of this follow'}</summary>
      <Form visit={visit} class="sheet" action={`${pagesOf(account)}/follow`}>
        <input type="hidden" name="back" value={addressOf(visit)} />
        <input type="hidden" name="options" value="on" />
        <CheckBox
          name="boosts"
          label={isJoined ? 'Show its posts in my home' : 'Show boosts in my home'}
          checked={showing_reblogs}
        />
        {!isJoined && <CheckBox name="notify" label="Notify me of each post" checked={notifying} />}
        <button type="submit">Save</button>
      </Form>
    </details>
  )
}
