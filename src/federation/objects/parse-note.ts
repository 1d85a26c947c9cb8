/** Parses a remote post, tolerantly and without I/O. Texts are sanitized, addresses checked and lists bounded. */
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
import { fitList } from './fit.ts'
import { NOTE_LIMITS } from './limits.ts'
import { parseAttachments } from './parse-attachments.ts'
import { parseInteractionPolicy } from './parse-interaction-policy.ts'
import { parseEmojis, parseHashtags, parseMentions } from './parse-tags.ts'
import { plainText, webPage } from './read-text.ts'

/** A parsed note: columns of a status under their own names, and references that have to be looked up. */
export interface IncomingNote extends Pick<NewStatus, ShownColumn | UnversionedStatusColumn | 'uri' | 'object_type'> {
  attributedTo: string
  to: string[]
  cc: string[]
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

/** @throws Declined with the reason, if the value cannot become a status */
export function parseNote(value: unknown): IncomingNote {
  if (!isObject(value)) throw new Declined('post-not-object')
  const type = readType(value)
  if (type === undefined || !NOTE_LIKE_TYPES.has(type)) throw new Declined('not-a-post', { type })
  const uri = readId(value)
  // A post that is a fragment of a document cannot be fetched on its own. Misskey rejects these as well.
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
    tags: fitList(parseHashtags(value.tag), NOTE_LIMITS.hashtagsBytes),
    attachments: fitList(parseAttachments(value), NOTE_LIMITS.attachmentsBytes),
    emojis: fitList(parseEmojis(value.tag), NOTE_LIMITS.emojisBytes),
    origin_replies_count: readTotal(value.replies),
    interaction_policy: parseInteractionPolicy(value.interactionPolicy),
    isVote: content === '' && typeof value.name === 'string' && readId(value.inReplyTo) !== undefined,
  }
}

/**
 * The only author (case 32), who must be on the same origin as the post. PeerTube names a person and a channel;
 * the person counts.
 */
function readOwner(note: JsonObject, uri: string): string {
  const named = asArray(note.attributedTo, NOTE_LIMITS.authors)
  const people = named.length > 1 ? named.filter((one) => isObject(one) && hasType(one, 'Person')) : []
  const owners = new Set((people.length === 1 ? people : named).map((one) => readId(one)))
  const [owner] = owners
  if (owners.size !== 1 || owner === undefined) throw new Declined('post-without-one-author')
  if (!sameOrigin(owner, uri)) throw new Declined('post-author-on-other-host', { host: hostOf(uri) })
  return owner
}

function readContent(note: JsonObject, type: string, page: string): { content: string; language: string | null } {
  const { text = '', language } = readNatural(note, 'content') ?? {}
  if (text.length > NOTE_LIMITS.contentLength)
    throw new Declined('post-text-too-long', { max: NOTE_LIMITS.contentLength })
  const safe = safeContent(text, note.mediaType)
  const content = type === 'Note' ? safe : convertedContent(note, type, { safe, link: page })
  if (Buffer.byteLength(content) > NOTE_LIMITS.contentBytes)
    throw new Declined('post-too-large', { max: NOTE_LIMITS.contentBytes })
  return {
    content,
    language: language?.toLowerCase() ?? null,
  }
}

/** PeerTube describes its videos in Markdown. Without a media type, the text is HTML. */
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
