import type { AttachmentDraft } from './attachments.ts'
import { id, index, json, table, text, time, unique } from './columns.ts'
import type { NewStatus, ShownColumn, UnversionedStatusColumn } from './statuses.ts'

/** A private message as it was stored, with what belonged to it. */
export interface DeletedMessage extends Pick<NewStatus, ShownColumn | UnversionedStatusColumn> {
  uri: string
  created_at: number
  edited_at: number | null
  /** The id of the post that it answered, if it was known. */
  parent_uri: string | null
  mentions: { account_id: number; silent: boolean }[]
  attachments: AttachmentDraft[]
}

/**
 * Private messages that their authors on other servers have deleted, for a while: no server serves one again after an Undo
 * of the Delete (C8). They are shown to nobody.
 */
export const deleted_messages = table(
  {
    id: id().key(),
    uri: text(),
    account_id: id(),
    reader_id: id(),
    message: json<DeletedMessage>(),
    expires_at: time(),
  },
  unique('uri'),
  index('account_id'),
  index('reader_id'),
  index('expires_at'),
)
