/** Renders a status as a Note that every known peer accepts. */

import type { JsonObject } from '../../activitypub/read.ts'
import { renderCollection, renderCollectionPage } from '../../activitypub/render-collection.ts'
import type { Uris } from '../../core/own-uris.ts'
import { addressingOf } from './audience.ts'
import { nonEmptyLists, xsdDateTime } from './json-ld.ts'
import type { NoteParts } from './load-notes.ts'
import { publishedOf } from './published.ts'
import { renderAttachments } from './render-attachments.ts'
import { renderLanguage } from './render-language.ts'
import { renderSource } from './render-source.ts'
import { hashtag, mentionTag } from './render-tags.ts'
import { renderTitle } from './render-title.ts'

/** How many of the author's own replies the note lists, so that a reader need not fetch them (E-56). */
export const INLINE_REPLIES = 5

/**
 * The Note of a local status.
 * @param parts the parts of a local status that is not a boost
 * @param selfReplies ids of the author's own public replies, oldest first
 */
export function renderNote(uris: Uris, parts: NoteParts, selfReplies: readonly string[] = []): JsonObject {
  const { status, author } = parts
  return {
    id: status.uri,
    type: 'Note',
    // Misskey rejects anything but a single string.
    attributedTo: author.uri,
    ...noteAddressing(uris, parts),
    published: publishedOf(status),
    ...(status.edited_at !== null && { updated: xsdDateTime(status.edited_at) }),
    url: status.url ?? uris.statusPage(author.username, status.id),
    inReplyTo: parts.inReplyTo,
    ...renderTitle(parts),
    ...(parts.contextId !== null && { context: uris.context(parts.contextId) }),
    summary: status.content_warning || null,
    sensitive: status.sensitive,
    content: status.content,
    ...renderLanguage(status.language, status.content),
    ...renderSource(uris, parts),
    ...(status.visibility === 'direct' && { directMessage: true }),
    ...nonEmptyLists({
      tag: [
        ...parts.mentions.map((account) => mentionTag(uris, account)),
        ...parts.tags.map((name) => hashtag(uris, name)),
      ],
      attachment: renderAttachments(uris, parts.attachments),
    }),
    replies: repliesCollection(uris.replies(status.id), selfReplies),
    likes: countCollection(uris.likes(status.id), status.favourites_count),
    shares: countCollection(uris.shares(status.id), status.boosts_count),
  }
}

/**
 * The `to`, `cc` and, in the thread of a community, `audience` of a post. Its Create and Update repeat them, because
 * Akkoma compares them. Lemmy takes the first community in `cc`, rejects another one in `audience`, and takes a private
 * message with exactly one reader.
 */
export function noteAddressing(uris: Uris, { status, author, community, mentions, reader }: NoteParts) {
  if (reader) return addressingOf('direct', '', [reader.uri])
  const named = new Set([...(community ? [community.uri] : []), ...mentions.map((account) => account.uri)])
  return {
    ...addressingOf(status.visibility, uris.followers(author.id), [...named]),
    ...(community && { audience: community.uri }),
  }
}

/** The likes or shares of a note: their number, never the accounts (E-56). */
export function countCollection(id: string, totalItems: number): JsonObject {
  return renderCollection({ id, totalItems })
}

/** The replies to a note. The embedded first page lists only the author's own. */
export function repliesCollection(id: string, items: readonly string[]): JsonObject {
  const first = renderCollectionPage({ partOf: id, next: `${id}?page=true`, items: [...items] })
  return renderCollection({ id, first })
}
