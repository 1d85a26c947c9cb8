import type { Refusal, RefusalReason } from '../../db/tables/refusals.ts'
import type { Reason } from '../../messages/reason.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'

export type RefusedAction = Refusal['action'] | 'follow'

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

const WHAT: Record<RefusedAction, Reason> = {
  post: ['refused-post'],
  edit: ['refused-edit'],
  like: ['refused-like'],
  follow: ['refused-follow'],
}

interface Refused {
  action: RefusedAction
  reason: RefusalReason | null
  answer: string
}

/**
 * A sentence that says who refused what, and why: "lemmy.test refused this: the post is locked." What is not understood
 * is quoted.
 * @param who the host, or several that refused the same for the same reason
 */
export function explainRefusal({ action, reason, answer }: Refused, who: string): string {
  const what = sentenceOf(WHAT[action])
  if (reason === null && answer === '') return sentenceOf(['refused-silently', { who, what }])
  const why = sentenceOf(reason === null ? ['refusal-quoted', { answer }] : WHY[reason])
  return sentenceOf(['refused', { who, what, why }])
}
