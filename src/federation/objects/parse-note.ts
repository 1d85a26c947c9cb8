/** Parses a remote post, tolerantly and without I/O. Texts are sanitized, addresses checked and lists bounded. */
import {
  hasType, isObject, type JsonObject, readAudience, readBoolean, readEmbedded, readFirstId, readId, readIds, readInteger,
  readNatural, readTime, readTypes,
} from '../../activitypub/read.ts' // biome-ignore format: one import
import { hasFragment } from '../../activitypub/uris.ts'
import { NOTE_LIKE_TYPES } from '../../activitypub/vocabulary.ts'
import { Declined } from '../../core/errors.ts'
import type { AttachmentDraft } from '../../db/tables/attachments.ts'
import type { NewStatus, ShownColumn, UnversionedStatusColumn } from '../../db/tables/statuses.ts'
import { fitList } from './fit.ts'
import { NOTE_LIMITS } from './limits.ts'
import { parseAttachments } from './parse-attachments.ts'
import { parseInteractionPolicy } from './parse-interaction-policy.ts'
import { parseEmojis, parseHashtags, parseMentions } from './parse-tags.ts'
import { type KnownAuthor, readAuthor } from './read-author.ts'
import { readContent } from './read-content.ts'
import { webPage } from './read-text.ts'

/** A parsed note: columns of a status under their own names, and references that have to be looked up. */
export interface IncomingNote extends Pick<NewStatus, ShownColumn | UnversionedStatusColumn | 'uri' | 'object_type'> {
  attributedTo: string
  to: string[]
  cc: string[]
  /** The community to which it is posted (FEP-1b12). */
  audience: string[]
  /** `published`, in Unix milliseconds, as the origin says. Storing it replaces a time in the future (C6). */
  created_at: number | undefined
  /** `updated`, in Unix milliseconds. */
  edited_at: number | undefined
  inReplyTo: string | undefined
  /** Ids of the mentioned actors. */
  mentions: string[]
  /** Hashtags as their author spelled them, without the `#`. */
  tags: string[]
  attachments: AttachmentDraft[]
  /** Whether this is a vote in a poll: a reply with a name and no content. */
  isVote: boolean
}

/** What is known of a post besides its document: what the activity around it says, or the stored copy. */
export interface NoteSetting {
  /** The sender, or the stored author. */
  author?: KnownAuthor | undefined
  /** The audience of the activity, which counts if the post has none. */
  audience?: { to: readonly string[]; cc: readonly string[] } | undefined
}

/** @throws Declined with the reason, if the value cannot become a status */
export function parseNote(value: unknown, { author, audience }: NoteSetting = {}): IncomingNote {
  if (!isObject(value)) throw new Declined('post-not-object')
  const types = readTypes(value)
  const type = types.find((one) => NOTE_LIKE_TYPES.has(one))
  if (type === undefined) throw new Declined('not-a-post', { type: types[0] })
  const uri = readId(value)
  // A post that is a fragment of a document cannot be fetched on its own. Misskey rejects these as well.
  if (uri === undefined || hasFragment(uri)) throw new Declined('post-without-id')
  const page = webPage(value.url, uri)
  const inReplyTo = readFirstId(value.inReplyTo)
  const content = readContent(value, { type, page, attachments: parseAttachments(value) })
  const attachments = fitList(content.attachments, NOTE_LIMITS.attachmentsBytes)
  return {
    uri,
    url: page,
    object_type: type,
    attributedTo: readAuthor(value, uri, author),
    ...content,
    sensitive: readBoolean(value.sensitive) === true,
    ...audienceOf(value, audience),
    audience: readIds(value.audience),
    created_at: readTime(value.published),
    edited_at: readTime(value.updated),
    inReplyTo,
    mentions: parseMentions(value.tag),
    tags: fitList(parseHashtags(value.tag), NOTE_LIMITS.hashtagsBytes),
    attachments,
    emojis: fitList(parseEmojis(value.tag), NOTE_LIMITS.emojisBytes),
    locked: readLocked(value),
    interaction_policy: parseInteractionPolicy(value.interactionPolicy),
    origin_replies_count: readInteger(readEmbedded(value.replies)?.totalItems) ?? null,
    isVote: inReplyTo !== undefined && attachments.length === 0 && isOnlyName(value),
  }
}

/** Lemmy, PieFed and PeerTube say whether there may be replies. Others say nothing, which changes nothing. */
function readLocked({ commentsEnabled }: JsonObject): boolean | undefined {
  const mayReply = readBoolean(commentsEnabled)
  return mayReply === undefined ? undefined : !mayReply
}

function audienceOf(note: JsonObject, around: NoteSetting['audience']): { to: string[]; cc: string[] } {
  // An empty list is an audience: nobody.
  const isSilent = note.to == null && note.cc == null
  return isSilent && around ? { to: [...around.to], cc: [...around.cc] } : readAudience(note)
}

/** What votes in polls consist of. */
function isOnlyName(note: JsonObject): boolean {
  return hasType(note, 'Note') && !readNatural(note, 'content')?.text && readNatural(note, 'name') !== undefined
}
