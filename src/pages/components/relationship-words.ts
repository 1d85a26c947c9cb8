import { explainRefusal } from '../../api/entities/explain-refusal.ts'
import { isCommunity } from '../../core/policy/community.ts'
import type { RelationshipView } from '../../core/relationships/view.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { formatTime } from './time.tsx'

type Named = Pick<Account, 'actor_type' | 'domain' | 'is_feed'>

/** What is between a member and another account: a sentence for each fact, the most important one first. */
export function relationshipWords(account: Named, relationship: RelationshipView): string[] {
  const { blocking, blocked_by, requested, refusal, requested_by } = relationship
  const what = isCommunity(account) ? 'community' : account.is_feed ? 'feed' : 'account'
  const facts = [
    blocking && `You have blocked this ${what}.`,
    blocked_by && `This ${what} has blocked you.`,
    isCommunity(account) ? memberWords(relationship) : followWords(what, relationship),
    requested && `You have asked to ${isCommunity(account) ? 'join' : 'follow'} this ${what}.`,
    refusal && explainRefusal({ ...refusal, action: 'follow' }, refusal.host),
    requested_by && `This ${what} asks to follow you.`,
    muteWords(what, relationship),
  ]
  return facts.filter((fact) => typeof fact === 'string')
}

/** Everything in a community's timeline is a boost. */
function memberWords({ following, showing_reblogs }: RelationshipView): string | false {
  if (!following) return false
  return `You have joined this community.${showing_reblogs ? '' : ' Your home does not show its posts.'}`
}

function followWords(
  what: string,
  { following, followed_by, notifying, showing_reblogs }: RelationshipView,
): string | false {
  const options = following
    ? `${notifying ? ' Its posts notify you.' : ''}${showing_reblogs ? '' : ' You do not see its boosts.'}`
    : ''
  if (following && followed_by) return `You follow each other.${options}`
  if (following) return `You follow this ${what}.${options}`
  return followed_by && 'This account follows you.'
}

function muteWords(what: string, relationship: RelationshipView): string | false {
  const { muting, muting_notifications, muting_expires_at } = relationship
  if (!muting) return false
  const end = muting_expires_at === null ? '' : ` until ${formatTime(muting_expires_at)}`
  return `You have muted this ${what}${end}${muting_notifications ? '' : ', but not its notifications'}.`
}
