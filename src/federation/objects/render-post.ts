import type { JsonObject } from '../../activitypub/read.ts'
import type { Uris } from '../../core/own-uris.ts'
import { isChatMessage } from '../../core/statuses/chat-message.ts'
import type { NoteParts } from './load-notes.ts'
import { renderChatMessage } from './render-chat-message.ts'
import { renderNote } from './render-note.ts'

/** The object of a local post, in the form in which it was first sent. @param selfReplies see `renderNote` */
export function renderPost(uris: Uris, parts: NoteParts, selfReplies: readonly string[] = []): JsonObject {
  return isChatMessage(parts.status) ? renderChatMessage(uris, parts) : renderNote(uris, parts, selfReplies)
}
