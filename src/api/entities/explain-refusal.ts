import type { Refusal, RefusalReason } from '../../db/tables/refusals.ts'
import type { Reason } from '../../messages/reason.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'

const WHY: Record<RefusalReason, Reason> = {
  locked: ['refusal-locked'],
  'banned-from-community': ['refusal-banned-from-community'],
  'banned-from-server': ['refusal-banned-from-server'],
  'moderators-only': ['refusal-moderators-only'],
  'community-closed': ['refusal-community-closed'],
  'without-community': ['refusal-without-community'],
  'not-public': ['refusal-not-public'],
  'parent-unknown': ['refusal-parent-unknown'],
  'thread-too-deep': ['refusal-thread-too-deep'],
  'blocked-by-person': ['refusal-blocked-by-person'],
  'server-blocked': ['refusal-server-blocked'],
  language: ['refusal-language'],
  word: ['refusal-word'],
  link: ['refusal-link'],
  sensitive: ['refusal-sensitive'],
  title: ['refusal-title'],
  'too-large': ['refusal-too-large'],
}

/**
 * A sentence that says who refused what, and why: "lemmy.test refused this: the post is locked." What is not understood
 * is quoted.
 * @param who the host, or several that refused the same for the same reason
 */
export function explainRefusal(refusal: Pick<Refusal, 'action' | 'reason' | 'answer'>, who: string): string {
  return sentenceOf(wordsFor(refusal, who))
}

function wordsFor({ action, reason, answer }: Parameters<typeof explainRefusal>[0], who: string): Reason {
  if (reason === null && answer === '') return silently(action, who)
  const why = sentenceOf(reason === null ? ['refusal-quoted', { answer }] : WHY[reason])
  if (action === 'post') return ['post-refused', { who, why }]
  return action === 'edit' ? ['edit-refused', { who, why }] : ['like-refused', { who, why }]
}

function silently(action: Refusal['action'], who: string): Reason {
  if (action === 'post') return ['post-refused-silently', { who }]
  return action === 'edit' ? ['edit-refused-silently', { who }] : ['like-refused-silently', { who }]
}
