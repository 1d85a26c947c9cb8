/** Edits of local posts by their authors. */

import { changesSomething } from '../../db/changed-columns.ts'
import { pickColumns } from '../../db/pick-columns.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { SHOWN, type Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { NotFound } from '../errors.ts'
import { lockObject } from '../lock-object.ts'

import { keptReaders } from '../statuses/chat-message.ts'
import { composeText } from '../statuses/compose-text.ts'
import type { WrittenStatus } from '../statuses/create.ts'
import { findStatus } from '../statuses/find.ts'
import type { StatusDraft } from '../statuses/store.ts'
import { validateText } from '../statuses/validate.ts'
import { nextVersion } from '../versions.ts'
import { applyEdit } from './apply-edit.ts'
import { hasOtherMedia } from './differences.ts'
import { editAttachments, type MediaChange } from './edit-attachments.ts'

interface StatusChanges extends Partial<Omit<WrittenStatus, 'visibility' | 'in_reply_to_id'>> {
  /** New descriptions and focal points of uploads that the post has. Others are ignored, as in Mastodon. */
  mediaChanges?: readonly MediaChange[] | undefined
}

/**
 * Edits a status of the author. Properties that are left out stay. Without changes it does nothing.
 * @throws NotFound if the status does not exist or is not the author's, Invalid as for a new status
 */
export async function editStatus(app: App, author: Account, id: Id, changes: StatusChanges): Promise<Status> {
  const status = await findStatus(app, id)
  if (!status || status.account_id !== author.id || status.boost_of_id !== null || !status.local) throw new NotFound()
  const { media, mediaChanges, ...texts } = changes
  const hasMedia = media ? media.length > 0 : status.has_media
  draftOf(status, texts, undefined, hasMedia)
  const composed = await compose(app, status, texts)
  return app.transaction(async (tx) => {
    await lockObject(tx, status.uri)
    const known = await findStatus(tx, id)
    if (!known) throw new NotFound()
    const attachments = await editAttachments(tx, known, { media, mediaChanges })
    // Another edit may have taken away the media or changed the rest since the first check.
    const draft = draftOf(known, texts, composed, attachments ? attachments.length > 0 : known.has_media)
    if (isSame(known, draft) && !(await hasOtherMedia(tx, known, { attachments }))) return known
    const at = { via: 'local', editedAt: nextVersion(tx, known.version_at) } as const
    const edited = await applyEdit(tx, known, { ...draft, ...(attachments && { attachments }) }, at)
    return edited.status
  })
}

/**
 * The rendered content is not compared: the same text may mention other accounts by now, which alone is not an edit.
 */
function isSame(known: Status, draft: Partial<StatusDraft>): boolean {
  return !changesSomething(known, { ...pickColumns(draft, SHOWN), content: undefined })
}

type Texts = Omit<StatusChanges, 'media' | 'mediaChanges'>
type Composed = Pick<StatusDraft, 'content' | 'source' | 'source_type' | 'mentions' | 'tags'>

/** What follows from the text. Undefined if that stays. */
async function compose(app: App, known: Status, { text, format }: Texts): Promise<Composed | undefined> {
  if (text === undefined && format === undefined) return undefined
  const [source, source_type] = [text ?? known.source ?? '', format ?? known.source_type]
  const { html: content, mentions, tags } = await composeText(app, source, source_type)
  const readers = await keptReaders(app, known, mentions)
  return { content, source, source_type, mentions: readers, tags }
}

/** The draft of the next version. @throws InvalidFields as for a new status */
function draftOf(
  known: Status,
  { text = known.source ?? '', format: _, ...columns }: Texts,
  composed: Composed | undefined,
  hasMedia: boolean,
): Partial<StatusDraft> {
  const content_warning = columns.content_warning?.trim() ?? known.content_warning
  validateText({ text, content_warning, language: columns.language, hasMedia })
  return {
    ...columns,
    ...composed,
    content_warning,
    sensitive: (columns.sensitive ?? known.sensitive) || content_warning !== '',
    language: columns.language || known.language,
  }
}
