/** Loads the data that notes are rendered from, for many statuses in a few queries. */
import { findAccountsByIds } from '../../core/accounts/find.ts'
import type { Reader } from '../../core/app.ts'
import { loadAttachments } from '../../core/attachments/load.ts'
import { communityIdOf, isActiveCommunity } from '../../core/policy/community.ts'
import { isOpen } from '../../core/policy/open.ts'
import { findStatuses } from '../../core/statuses/find.ts'
import { loadMentionsAndTags, type MentionedAccount } from '../../core/statuses/mentions-and-tags.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Attachment } from '../../db/tables/attachments.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'

export interface NoteParts {
  status: Status
  author: Account
  /** Mentions that notify. Those that an edit made silent are left out. */
  mentions: readonly MentionedAccount[]
  /** The one reader of a private message. Undefined for all other posts. */
  reader: Account | undefined
  /** Hashtags in their normalized spelling, in the author's order. */
  tags: string[]
  attachments: readonly Attachment[]
  inReplyTo: string | null
  /** The community to whose thread it belongs, unless that is deleted or suspended (FEP-1b12). */
  community: Account | undefined
  /** The first status of the conversation, if it is a local one that everybody may see (E-58). */
  contextId: Id | null
  /** The boosted status and its author, if this is a boost. */
  boosted: { status: Status; author: Account } | undefined
}

/** A boost, with the boosted status. */
export type BoostParts = NoteParts & { boosted: NonNullable<NoteParts['boosted']> }

export function isBoost(parts: NoteParts): parts is BoostParts {
  return parts.boosted !== undefined
}

/** @returns the parts of each status in the given order; a status with an unknown author is left out */
export async function loadNotes(app: Reader, statuses: readonly Status[]): Promise<NoteParts[]> {
  if (statuses.length === 0) return []
  const related = byId(await findStatuses(app, relatedIds(statuses)))
  const authorIds = [...statuses, ...related.values()].map((status) => status.account_id)
  const otherIds = statuses.flatMap((status) => [communityIdOf(status), status.reader_id]).filter((id) => id !== null)
  const accounts = byId(await findAccountsByIds(app, [...authorIds, ...otherIds]))
  const { mentions, tags } = await loadMentionsAndTags(
    app,
    statuses.map((status) => status.id),
  )
  const attachments = await loadAttachments(app, statuses)
  return statuses.flatMap((status) => {
    const author = accounts.get(status.account_id)
    if (!author) return []
    const original = status.boost_of_id === null ? undefined : related.get(status.boost_of_id)
    const originalAuthor = original && accounts.get(original.account_id)
    const parent = status.in_reply_to_id === null ? undefined : related.get(status.in_reply_to_id)
    return {
      status,
      author,
      mentions: mentions.get(status.id) ?? [],
      reader: status.reader_id === null ? undefined : accounts.get(status.reader_id),
      tags: (tags.get(status.id) ?? []).map(({ tag_key }) => tag_key),
      attachments: attachments.get(status.id) ?? [],
      inReplyTo: parent?.uri ?? status.in_reply_to_uri,
      community: communityOf(status, accounts),
      contextId: contextOf(status, related),
      boosted: original && originalAuthor && { status: original, author: originalAuthor },
    }
  })
}

function byId<R extends { id: Id }>(rows: readonly R[]): Map<Id, R> {
  return new Map(rows.map((row) => [row.id, row]))
}

function communityOf(status: Status, accounts: ReadonlyMap<Id, Account>): Account | undefined {
  const id = communityIdOf(status)
  const account = id === null ? undefined : accounts.get(id)
  return account && isActiveCommunity(account) ? account : undefined
}

function contextOf(status: Status, related: ReadonlyMap<Id, Status>): Id | null {
  const first = status.conversation_id === status.id ? status : related.get(status.conversation_id)
  return first?.local && isOpen(first) ? first.id : null
}

/** The parts of one status. */
export async function loadNote(app: Reader, status: Status): Promise<NoteParts | undefined> {
  return (await loadNotes(app, [status]))[0]
}

function relatedIds(statuses: readonly Status[]): Id[] {
  const ids = statuses.flatMap((status) => [status.boost_of_id, status.in_reply_to_id, firstOf(status)])
  return [...new Set(ids.filter((id) => id !== null))]
}

function firstOf({ id, in_reply_to_id, conversation_id }: Status): Id | null {
  return in_reply_to_id === null || conversation_id === id ? null : conversation_id
}
