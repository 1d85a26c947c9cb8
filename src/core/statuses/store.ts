/** Stores statuses, both local posts and posts from other servers. */
import type { Account } from '../../db/tables/accounts.ts'
import type { AttachmentDraft } from '../../db/tables/attachments.ts'
import type { NewStatus, ShownColumn, Status, UnversionedStatusColumn } from '../../db/tables/statuses.ts'
import type { Visibility } from '../../db/tables/visibility.ts'
import { startOfDay, startOfSecond, unixSeconds } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { storeAttachments } from '../attachments/store.ts'
import { takeRemoval } from '../communities/removals.ts'
import { countReply, countStatus } from '../counts/statuses.ts'
import { forgetDropped } from '../dropped/forget.ts'
import { Declined, NotFound } from '../errors.ts'
import type { Via } from '../events.ts'
import { registerEmojis } from '../media/rows/register.ts'
import { storeMentions } from '../mentions/store.ts'
import { isActive, requireActive } from '../policy/active.ts'
import { isOpen } from '../policy/open.ts'
import { storeTags } from '../tags/store.ts'
import { attachReplies, attachWaiting } from '../threads/attach-replies.ts'
import { isPublicEntry, storePublicEntry } from '../timelines/public-entry.ts'
import { clampToNow } from '../versions.ts'
import { findStatusByUri } from './find.ts'
import { insertStatus } from './insert.ts'
import { MAX_TAGS } from './limits.ts'
import { lockAndFindTraces, type Traces } from './traces.ts'

/** A mentioned account. A silent mention gives access to the status but does not notify. */
export interface DraftMention {
  account: Account
  silent: boolean
}

/** A status as its author or origin gives it: columns under their own names, and its parts. */
export interface StatusDraft
  extends Pick<
    NewStatus,
    ShownColumn | UnversionedStatusColumn | 'object_type' | 'reader_id' | 'in_reply_to_uri' | 'app_id'
  > {
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
  /** The community to which it is posted, unless it is the parent's. */
  community_id?: Id | null | undefined
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
  const traces = await findTraces(tx, draft, via)
  const { waitingReplies, former } = traces
  if (former && former.account_id !== author.id) throw new Declined('post-of-other-author', { uri })
  const row = rowOf(tx, draft, traces)
  const status = await insertStatus(tx, { ...row, reply_rejected: await isRemoved(tx, row) }, former?.id ?? id)
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
  if (traces.isPageAwaited && status.url !== null) await attachWaiting(tx, stored, status.url)
  // A post that comes back is no news.
  await tx.emit('status.created', { status_id: stored.id, boost_of_id: null, via: former ? 'fetch' : via })
  return { status: stored, isNew: true }
}

/** Whether a moderator of its community has removed the reply before it arrived. */
async function isRemoved(tx: Tx, row: ReturnType<typeof rowOf>): Promise<boolean> {
  if (row.community_id == null || !(await takeRemoval(tx, row.community_id, row.uri))) return false
  return row.in_reply_to_id !== undefined || row.in_reply_to_uri != null
}

function requireActiveAuthor(author: Account, via: Via): void {
  if (via === 'local') requireActive(author)
  else if (!isActive(author)) throw new Declined('actor-inactive', { uri: author.uri })
}

/**
 * The parent is kept from being dropped from the cache or deleted until the reply is stored. If it has gone since it was
 * read, a reply of another server waits for it, and a user here tries again.
 * @throws NotFound for a user here
 */
async function findTraces(tx: Tx, draft: StatusDraft, via: Via): Promise<Traces> {
  const { author, uri, url, parent, in_reply_to_uri } = draft
  // A new post here has a new uri, which nothing can name yet.
  if (via === 'local' && !parent) return { waitingReplies: [] }
  const parentUri = parent?.uri ?? in_reply_to_uri ?? undefined
  // An entry of a feed may link to the page of anybody's post, whose replies it must not get.
  const page = author.is_feed ? undefined : (url ?? undefined)
  const traces = await lockAndFindTraces(tx, { uri, page, parentUri })
  if (via === 'local' && !traces.parent) throw new NotFound()
  return traces
}

async function knownStatus(tx: Tx, uri: string, author: Account): Promise<Status> {
  const known = await findStatusByUri(tx, uri)
  if (!known) throw new Declined('post-not-stored', { uri })
  if (known.account_id !== author.id) throw new Declined('post-of-other-author', { uri })
  return known
}

function rowOf(tx: Tx, draft: StatusDraft, { parent, waitingReplies, former }: Traces) {
  const { author, parent: readBefore, community_id, ...columns } = draft
  // A reply is in the community of its parent. Only for a remote parent that may be unknown, and then the reply names it.
  const named = readBefore?.local ? null : (community_id ?? former?.community_id)
  const createdAt = clampToNow(tx, draft.created_at)
  const editedAt = draft.edited_at === undefined ? undefined : clampToNow(tx, draft.edited_at)
  return {
    ...columns,
    account_id: author.id,
    local: author.domain === null,
    has_media: draft.attachments !== undefined && draft.attachments.length > 0,
    community_id: isOpen(draft) ? (parent?.community_id ?? named) : null,
    in_reply_to_id: parent?.id,
    in_reply_to_account_id: parent?.account_id,
    in_reply_to_uri: parent ? null : (readBefore?.uri ?? draft.in_reply_to_uri),
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
