/** Turns a parsed note into a draft to store: its mentions, its parent and its visibility. Nothing is fetched. */
import type { App } from '../../core/app.ts'
import { Declined } from '../../core/errors.ts'
import { canSee } from '../../core/policy/visible.ts'
import { findMessageBefore, isChatMessage } from '../../core/statuses/chat-message.ts'
import { findStatus, findStatusByUri } from '../../core/statuses/find.ts'
import type { StatusDraft } from '../../core/statuses/store.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import { visibilityOf } from '../objects/audience.ts'
import { ownId } from '../objects/own-ids.ts'
import type { IncomingNote } from '../objects/parse-note.ts'
import { type Belonging, findCommunity } from './community.ts'
import { findMentions, type Mention, type Mentions } from './mentions.ts'
import { withoutOwnMedia } from './own-media.ts'

/** A draft of a remote status, which always has a uri of its own. */
export interface RemoteDraft extends StatusDraft {
  mentions: Mention[]
  /** `published` as the origin says; undefined if it says nothing. It must never change (C3). */
  publishedAt: number | undefined
}

/** A draft, and what of it may still have to be fetched: see `completeDraft`. */
export interface NoteDraft {
  draft: RemoteDraft
  mentioned: Mentions
  belonging: Belonging
}

interface Receipt {
  receivedAt: number
  /** The local account whose personal inbox received it. */
  recipientId: Id | null
}

/** @throws Declined for a reply to a local post that the author cannot see (case 50) */
export async function draftOfNote(app: App, note: IncomingNote, author: Account, receipt: Receipt): Promise<NoteDraft> {
  const visibility = isChatMessage(note) ? 'direct' : visibilityOf(note, author.followers_url)
  const recipientId = visibility === 'direct' ? receipt.recipientId : null
  const inReplyTo = note.inReplyTo === undefined ? undefined : await ownId(app, note.inReplyTo)
  const parent = inReplyTo === undefined ? undefined : await findParent(app, inReplyTo)
  if (parent?.local && !(await canSee(app, author, parent))) throw new Declined('reply-to-hidden')
  const mentioned = await findMentions(app, note, { recipientId, parent })
  const belonging = await findCommunity(app, note, author)
  const reader = isChatMessage(note) ? readerAmong(mentioned) : undefined
  const unknownParent = !parent && inReplyTo !== undefined && !app.uris.isLocal(inReplyTo)
  const { attributedTo, to, cc, audience, inReplyTo: _, isVote, ...columns } = note
  const created_at = note.created_at ?? receipt.receivedAt
  const draft: RemoteDraft = {
    ...columns,
    ...withoutOwnMedia(app.uris, note),
    author,
    visibility,
    created_at,
    publishedAt: note.created_at,
    parent: parent ?? (reader && (await messageBefore(app, note, [author, reader], created_at))),
    reader_id: reader?.id,
    community_id: belonging.communityId,
    in_reply_to_uri: unknownParent ? inReplyTo : null,
    mentions: mentioned.mentions,
  }
  return { draft, mentioned, belonging }
}

/** The first person here to whom a private message is addressed. */
function readerAmong({ mentions }: Mentions): Account | undefined {
  return mentions.find(({ account, silent }) => account.domain === null && !silent)?.account
}

/** The message that a private message answers, unless it says so itself. One that is stored already keeps its place. */
async function messageBefore(
  app: App,
  { uri, inReplyTo }: IncomingNote,
  people: [Account, Account],
  at: number,
): Promise<Status | undefined> {
  if (inReplyTo !== undefined || (await findStatusByUri(app, uri))) return undefined
  return findMessageBefore(app, people, at)
}

/** A reply to a boost is a reply to the boosted status. */
async function findParent(app: App, uri: string): Promise<Status | undefined> {
  const status = await findStatusByUri(app, uri)
  return status?.boost_of_id == null ? status : findStatus(app, status.boost_of_id)
}
