/** Stores statuses, both local posts and posts from other servers. */
import { sql } from 'kysely'
import { compiled } from '../../db/compiled.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { AttachmentDraft } from '../../db/tables/attachments.ts'
import { int, text } from '../../db/tables/columns.ts'
import type { DroppedStatus } from '../../db/tables/dropped.ts'
import type { NewStatus, ShownColumn, Status, UnversionedStatusColumn } from '../../db/tables/statuses.ts'
import type { Visibility } from '../../db/tables/visibility.ts'
import { startOfDay, startOfSecond, unixSeconds } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { storeAttachments } from '../attachments/store.ts'
import { countReply, countStatus } from '../counts/statuses.ts'
import { forgetDropped } from '../dropped/forget.ts'
import { Declined, Gone, NotFound } from '../errors.ts'
import type { Via } from '../events.ts'
import { lockObject } from '../lock-object.ts'
import { registerEmojis } from '../media/rows/register.ts'
import { storeMentions } from '../mentions/store.ts'
import { isActive, requireActive } from '../policy/active.ts'
import { storeTags } from '../tags/store.ts'
import { attachReplies, type WaitingReply } from '../threads/attach-replies.ts'
import { isPublicEntry, storePublicEntry } from '../timelines/public-entry.ts'
import { clampToNow } from '../versions.ts'
import { findStatusByUri } from './find.ts'
import { holdStatus } from './hold.ts'
import { insertStatus } from './insert.ts'
import { MAX_TAGS } from './limits.ts'

/** A mentioned account. A silent mention gives access to the status but does not notify. */
export interface DraftMention {
  account: Account
  silent: boolean
}

/** A status as its author or origin gives it: columns under their own names, and its parts. */
export interface StatusDraft
  extends Pick<NewStatus, ShownColumn | UnversionedStatusColumn | 'object_type' | 'in_reply_to_uri' | 'app_id'> {
  author: Account
  /** Only for local statuses, whose uri contains it. */
  id?: Id
  uri: string
  visibility: Visibility
  /** Unix milliseconds, as the origin gives them. */
  created_at: number
  /** The origin's `updated`. */
  edited_at?: number | undefined
  /** The parent, if it is known. Otherwise `in_reply_to_uri` names it. */
  parent?: Status | undefined
  mentions: readonly DraftMention[]
  /** Names as typed, without `#`. */
  tags: readonly string[]
  attachments?: readonly AttachmentDraft[]
}

/**
 * Stores a status with its mentions, tags and public timeline entry, counts it, and attaches replies that arrived
 * before it. If the uri is known, the known status is returned unchanged (C1).
 * @throws Gone if it was deleted (C8)
 * @throws Declined if the uri belongs to another account or the author is suspended
 */
export async function storeStatus(tx: Tx, draft: StatusDraft, via: Via): Promise<{ status: Status; isNew: boolean }> {
  const { id, uri, author } = draft
  requireActiveAuthor(author, via)
  if (via !== 'local') await lockObject(tx, uri)
  const traces = via === 'local' ? NOTHING_FOUND : await findTraces(tx, uri)
  const { waitingReplies, former } = traces
  if (former && former.account_id !== author.id) throw new Declined('post-of-other-author', { uri })
  const row = rowOf(tx, await holdParent(tx, draft, via), traces)
  const status = await insertStatus(tx, row, former?.id ?? id)
  if (!status) return { status: await knownStatus(tx, uri, author), isNew: false }
  await storeMentions(tx, status.id, draft.mentions)
  await storeTags(tx, status.id, draft.tags.slice(0, MAX_TAGS))
  if (draft.attachments) await storeAttachments(tx, status.id, draft.attachments)
  await registerEmojis(tx, draft.emojis)
  if (isPublicEntry(tx, status)) await storePublicEntry(tx, status)
  if (former) await forgetDropped(tx, [former.id])
  await countStatus(tx, status, +1)
  await countReply(tx, status, +1)
  const stored = await attachReplies(tx, status, waitingReplies)
  // A post that comes back is no news.
  await tx.emit('status.created', { status_id: stored.id, boost_of_id: null, via: former ? 'fetch' : via })
  return { status: stored, isNew: true }
}

function requireActiveAuthor(author: Account, via: Via): void {
  if (via === 'local') requireActive(author)
  else if (!isActive(author)) throw new Declined('actor-inactive', { uri: author.uri })
}

/** How many waiting replies are attached at once. A job attaches the rest. */
export const ATTACHED_INLINE = 100

interface Traces {
  /** Replies that arrived before it. */
  waitingReplies: WaitingReply[]
  /** Its id and author until it was dropped from the cache. */
  former?: Pick<DroppedStatus, 'id' | 'account_id'> | undefined
}
const NOTHING_FOUND: Traces = { waitingReplies: [] }

/**
 * Finds, with one query, what there is about a status that is not stored.
 * @throws Gone if it was deleted (C8)
 */
async function findTraces(tx: Tx, uri: string): Promise<Traces> {
  const rows = await selectTraces(tx, { uri, limit: ATTACHED_INLINE + 1 })
  if (rows.some((row) => row.trace === 'tombstone')) throw new Gone('uri-deleted', { uri })
  const former = rows.find((row) => row.trace === 'dropped')
  return {
    waitingReplies: rows.filter((row): row is typeof row & WaitingReply => row.trace === 'reply'),
    former: former && { id: former.id, account_id: former.account_id },
  }
}

/** Only the replies are limited, so the others are always among the rows. */
const selectTraces = compiled({ uri: text(), limit: int() }, (db, { uri, limit }) => {
  const replies = db
    .selectFrom('statuses')
    .select(['id', 'conversation_id', 'visibility'])
    .where('in_reply_to_uri', '=', uri)
    .limit(limit)
  const none = sql<Id>`0`
  return db
    .selectFrom(replies.as('found'))
    .select(['id', 'conversation_id', 'visibility', none.as('account_id'), sql<string>`'reply'`.as('trace')])
    .unionAll(
      db
        .selectFrom('tombstones')
        .select([
          sql<Id>`0`.as('id'),
          sql<Id>`0`.as('conversation_id'),
          sql<Visibility>`'direct'`.as('visibility'),
          none.as('account_id'),
          sql<string>`'tombstone'`.as('trace'),
        ])
        .where('uri', '=', uri),
    )
    .unionAll(
      db
        .selectFrom('dropped_statuses')
        .select([
          'id',
          sql<Id>`0`.as('conversation_id'),
          sql<Visibility>`'direct'`.as('visibility'),
          'account_id',
          sql<string>`'dropped'`.as('trace'),
        ])
        .where('uri', '=', uri),
    )
})

/**
 * Keeps the parent from being dropped from the cache until the reply is stored. If it was dropped a moment ago, a reply
 * of another server waits for it, and a user here tries again.
 * @throws NotFound for a user here
 */
async function holdParent(tx: Tx, draft: StatusDraft, via: Via): Promise<StatusDraft> {
  if (!draft.parent || (await holdStatus(tx, draft.parent))) return draft
  if (via === 'local') throw new NotFound()
  return { ...draft, parent: undefined, in_reply_to_uri: draft.parent.uri }
}

async function knownStatus(tx: Tx, uri: string, author: Account): Promise<Status> {
  const known = await findStatusByUri(tx, uri)
  if (!known) throw new Declined('post-not-stored', { uri })
  if (known.account_id !== author.id) throw new Declined('post-of-other-author', { uri })
  return known
}

function rowOf(tx: Tx, draft: StatusDraft, { waitingReplies, former }: Traces) {
  const { author, parent, ...columns } = draft
  const createdAt = clampToNow(tx, draft.created_at)
  const editedAt = draft.edited_at === undefined ? undefined : clampToNow(tx, draft.edited_at)
  return {
    ...columns,
    account_id: author.id,
    local: author.domain === null,
    has_media: draft.attachments !== undefined && draft.attachments.length > 0,
    in_reply_to_id: parent?.id,
    in_reply_to_account_id: parent?.account_id,
    in_reply_to_uri: parent ? null : draft.in_reply_to_uri,
    // A late parent joins the conversation of its replies, so they need no update.
    conversation_id: parent?.conversation_id ?? waitingReplies[0]?.conversation_id,
    created_at: createdAt,
    published_in_ms: author.domain === null,
    edited_at: editedAt !== undefined && startOfSecond(editedAt) > startOfSecond(createdAt) ? editedAt : null,
    version_at: startOfSecond(editedAt ?? createdAt),
    ...(author.domain !== null && { fetched_at: tx.clock.now(), viewed_at: startOfDay(tx.clock.now()) }),
    // Higher than any revision of the row that was dropped, so that nothing cached of that one is shown.
    ...(former && { revision: unixSeconds(tx.clock.now()) }),
  }
}
