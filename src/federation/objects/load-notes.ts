/** Gathers what notes are rendered from, for many statuses in four queries. */
import type { App } from '../../core/app.ts'
import { isOpen } from '../../core/policy/open.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'

export interface NotedAccount {
  uri: string
  url: string | null
  username: string
  domain: string | null
}
export interface NoteParts {
  status: Status
  author: Account
  /** Without those that an edit has made silent. */
  mentions: NotedAccount[]
  /** Hashtags as their author spelt them. */
  tags: string[]
  inReplyTo: string | null
  /** The status that began the conversation, if that is one of ours that all may see (E-58). */
  contextId: Id | null
  /** The status that a boost is about, and whose it is. */
  boosted: { status: Status; author: Account } | undefined
}

/** A boost, and what it boosts. */
export type BoostParts = NoteParts & { boosted: NonNullable<NoteParts['boosted']> }

export function isBoost(parts: NoteParts): parts is BoostParts {
  return parts.boosted !== undefined
}

/** @returns the parts of each status in the given order; one whose author is unknown is left out */
export async function loadNotes(app: Pick<App, 'db'>, statuses: readonly Status[]): Promise<NoteParts[]> {
  if (statuses.length === 0) return []
  const ids = statuses.map((status) => status.id)
  const related = await loadStatuses(app, relatedIds(statuses))
  const accounts = await loadAccounts(
    app,
    [...statuses, ...related.values()].map((status) => status.account_id),
  )
  const mentions = await loadMentions(app, ids)
  const tags = await loadTags(app, ids)
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
      tags: tags.get(status.id) ?? [],
      inReplyTo: parent?.uri ?? status.in_reply_to_uri,
      contextId: contextOf(status, related),
      boosted: original && originalAuthor && { status: original, author: originalAuthor },
    }
  })
}

function contextOf(status: Status, related: ReadonlyMap<Id, Status>): Id | null {
  const first = status.conversation_id === status.id ? status : related.get(status.conversation_id)
  return first?.local && isOpen(first) ? first.id : null
}

/** The parts of one status. */
export async function loadNote(app: Pick<App, 'db'>, status: Status): Promise<NoteParts | undefined> {
  return (await loadNotes(app, [status]))[0]
}

function relatedIds(statuses: readonly Status[]): Id[] {
  const ids = statuses.flatMap((status) => [status.boost_of_id, status.in_reply_to_id, beginningOf(status)])
  return [...new Set(ids.filter((id) => id !== null))]
}

function beginningOf({ id, in_reply_to_id, conversation_id }: Status): Id | null {
  return in_reply_to_id === null || conversation_id === id ? null : conversation_id
}

async function loadStatuses(app: Pick<App, 'db'>, ids: readonly Id[]): Promise<Map<Id, Status>> {
  if (ids.length === 0) return new Map()
  const rows = await app.db.selectFrom('statuses').selectAll().where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, row]))
}

async function loadAccounts(app: Pick<App, 'db'>, ids: readonly Id[]): Promise<Map<Id, Account>> {
  const rows = await app.db
    .selectFrom('accounts')
    .selectAll()
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

async function loadMentions(app: Pick<App, 'db'>, statusIds: readonly Id[]): Promise<Map<Id, NotedAccount[]>> {
  const rows = await app.db
    .selectFrom('mentions')
    .innerJoin('accounts', 'accounts.id', 'mentions.account_id')
    .select(['mentions.status_id', 'accounts.uri', 'accounts.url', 'accounts.username', 'accounts.domain'])
    .where('mentions.status_id', 'in', statusIds)
    .where('mentions.silent', '=', false)
    .orderBy('mentions.account_id')
    .execute()
  return grouped(rows, ({ status_id, ...account }) => [status_id, account])
}

async function loadTags(app: Pick<App, 'db'>, statusIds: readonly Id[]): Promise<Map<Id, string[]>> {
  const rows = await app.db
    .selectFrom('status_tags')
    .innerJoin('tags', 'tags.id', 'status_tags.tag_id')
    .select(['status_tags.status_id', 'tags.name'])
    .where('status_tags.status_id', 'in', statusIds)
    .orderBy('tags.name')
    .execute()
  return grouped(rows, ({ status_id, name }) => [status_id, name])
}

function grouped<R, V>(rows: readonly R[], split: (row: R) => [Id, V]): Map<Id, V[]> {
  const groups = new Map<Id, V[]>()
  for (const row of rows) {
    const [id, value] = split(row)
    const group = groups.get(id)
    if (group) group.push(value)
    else groups.set(id, [value])
  }
  return groups
}
