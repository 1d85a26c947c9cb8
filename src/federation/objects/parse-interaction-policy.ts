/** Parses GoToSocial's interaction policies: who may reply to, like and boost a post. */
import { type JsonObject, readEmbedded, readIds } from '../../activitypub/read.ts'
import { isPublic } from '../../activitypub/vocabulary.ts'
import type { InteractionPolicy } from '../../db/tables/statuses.ts'
import { fitList } from './fit.ts'
import { NOTE_LIMITS } from './limits.ts'

const KINDS = { reply: 'canReply', favourite: 'canLike', boost: 'canAnnounce' } as const

/** @returns what the policy limits; null if it limits nothing */
export function parseInteractionPolicy(value: unknown): InteractionPolicy | null {
  const stated = readEmbedded(value)
  if (!stated) return null
  const policy: InteractionPolicy = {}
  for (const [kind, property] of Object.entries(KINDS)) {
    const allowed = readAllowed(readEmbedded(stated[property]))
    if (allowed) policy[kind as keyof typeof KINDS] = allowed
  }
  return Object.keys(policy).length === 0 ? null : policy
}

/** GoToSocial has renamed both lists, and sends them under the former names as well. */
function readAllowed(rule: JsonObject | undefined): string[] | undefined {
  if (!rule) return undefined
  const lists = [rule.automaticApproval ?? rule.always, rule.manualApproval ?? rule.approvalRequired]
  const listed = lists.flatMap((list) => list ?? [])
  if (listed.length > NOTE_LIMITS.policyIds || listed.some(isPublic)) return undefined
  const ids = readIds(listed)
  return fitList(ids, NOTE_LIMITS.policyBytes).length === ids.length ? ids : undefined
}
