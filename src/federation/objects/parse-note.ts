/** A stranger's post, read tolerantly. Never fetches; texts come out as safe HTML, addresses checked, lists bounded. */
import {
  asArray, hasType, isObject, type JsonObject, readAudience, readBoolean, readId, readInteger, readNatural, readTime, readType,
} from '../../activitypub/read.ts' // biome-ignore format: one import
import { hasFragment, hostOf, sameOrigin } from '../../activitypub/uris.ts'
import { NOTE_LIKE_TYPES } from '../../activitypub/vocabulary.ts'
import { Declined } from '../../core/errors.ts'
import type { AttachmentDraft } from '../../db/tables/attachments.ts'
import type { NewStatus, ShownColumn, UnversionedStatusColumn } from '../../db/tables/statuses.ts'
import { sanitizeHtml } from '../../lib/html/sanitize.ts'
import { renderText } from '../../lib/text/render-text.ts'
import { convertedContent } from './convert-content.ts'
import { NOTE_LIMITS } from './limits.ts'
import { parseAttachments } from './parse-attachments.ts'
import { parseEmojis, parseHashtags, parseMentions } from './parse-tags.ts'
import { plainText, webPage } from './read-text.ts'

/** What a note says: columns of a status by their own names, and what has to be looked up first. */
export interface IncomingNote extends Pick<NewStatus, ShownColumn | UnversionedStatusColumn | 'uri' | 'object_type'> {
  attributedTo: string
  to: string[]
  cc: string[]
  /** `published` as the origin says, in Unix milliseconds: whoever stores it judges whether the future is meant (C6). */
  created_at: number | undefined
  /** `updated` */
  edited_at: number | undefined
  inReplyTo: string | undefined
  /** Ids of the mentioned actors. */
  mentions: string[]
  /** As their author spelt them, without the sign. */
  tags: string[]
  attachments: AttachmentDraft[]
  /** A vote in a poll: a name and no content. */
  isVote: boolean
}

/** @throws Declined with the reason, when this cannot be a status */
export function parseNote(value: unknown): IncomingNote {
  if (!isObject(value)) throw new Declined('post-not-object')
  const type = readType(value)
  if (type === undefined || !NOTE_LIKE_TYPES.has(type)) throw new Declined('not-a-post', { type })
  const uri = readId(value)
  // Misskey, too, refuses posts that are a part of a document: they could not be told apart when fetched.
  if (uri === undefined || hasFragment(uri)) throw new Declined('post-without-id')
  const page = webPage(value.url, uri)
  const { content, language } = readContent(value, type, page)
  return {
    uri,
    url: page,
    object_type: type,
    attributedTo: readOwner(value, uri),
    content,
    content_warning:
      type === 'Note' || type === 'Question'
        ? plainText(readNatural(value, 'summary')?.text, NOTE_LIMITS.warningLength)
        : '',
    sensitive: readBoolean(value.sensitive) === true,
    language,
    ...readAudience(value),
    created_at: readTime(value.published),
    edited_at: readTime(value.updated),
    inReplyTo: readId(value.inReplyTo),
    mentions: parseMentions(value.tag),
    tags: parseHashtags(value.tag),
    attachments: parseAttachments(value),
    emojis: parseEmojis(value.tag),
    origin_replies_count: readTotal(value.replies),
    isVote: content === '' && typeof value.name === 'string' && readId(value.inReplyTo) !== undefined,
  }
}

/**
 * The one author (case 32), who lives where the post does. PeerTube names the person and the channel: there the
 * person counts.
 */
function readOwner(note: JsonObject, uri: string): string {
  const named = asArray(note.attributedTo, NOTE_LIMITS.authors)
  const people = named.length > 1 ? named.filter((one) => isObject(one) && hasType(one, 'Person')) : []
  const owners = new Set((people.length === 1 ? people : named).map((one) => readId(one)))
  const [owner] = owners
  if (owners.size !== 1 || owner === undefined) throw new Declined('post-without-one-author')
  if (!sameOrigin(owner, uri)) throw new Declined('post-author-elsewhere', { host: hostOf(uri) })
  return owner
}

function readContent(note: JsonObject, type: string, page: string): { content: string; language: string | null } {
  const { text = '', language } = readNatural(note, 'content') ?? {}
  if (text.length > NOTE_LIMITS.contentLength)
    throw new Declined('post-text-too-long', { max: NOTE_LIMITS.contentLength })
  const safe = safeContent(text, note.mediaType)
  return {
    content: type === 'Note' ? safe : convertedContent(note, type, { safe, link: page }),
    language: language?.toLowerCase() ?? null,
  }
}

/** PeerTube describes its films in Markdown. Where nothing is said, it is HTML. */
function safeContent(text: string, mediaType: unknown): string {
  if (text === '') return ''
  return mediaType === 'text/markdown' || mediaType === 'text/plain'
    ? renderText(text, { format: mediaType, mention: () => undefined, tag: () => undefined })
    : sanitizeHtml(text)
}

function readTotal(replies: unknown): number | null {
  if (!isObject(replies)) return null
  return readInteger(replies.totalItems, { min: 0, max: Number.MAX_SAFE_INTEGER }) ?? null
}
