import type { RelationshipView } from '../../core/relationships/view.ts'
import { formatTime } from './time.tsx'

/** What is between a member and another account: a sentence for each fact, the most important one first. */
export function relationshipWords(relationship: RelationshipView): string[] {
  const { blocking, blocked_by, requested, requested_by } = relationship
  const facts = [
    blocking && 'You have blocked this account.',
    blocked_by && 'This account has blocked you.',
    followWords(relationship),
    requested && 'You have asked to follow this account.',
    requested_by && 'This account asks to follow you.',
    muteWords(relationship),
  ]
  return facts.filter((fact) => typeof fact === 'string')
}

function followWords({ following, followed_by, notifying, showing_reblogs }: RelationshipView): string | false {
  const options = following
    ? `${notifying ? ' Its posts notify you.' : ''}${showing_reblogs ? '' : ' You do not see its boosts.'}`
    : ''
  if (following && followed_by) return `You follow each other.${options}`
  if (following) return `You follow this account.${options}`
  return followed_by && 'This account follows you.'
}

function muteWords({ muting, muting_notifications, muting_expires_at }: RelationshipView): string | false {
  if (!muting) return false
  const end = muting_expires_at === null ? '' : ` until ${formatTime(muting_expires_at)}`
  return `You have muted this account${end}${muting_notifications ? '' : ', but not its notifications'}.`
}
