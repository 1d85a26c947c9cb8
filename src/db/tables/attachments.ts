import { id, index, int, namesOf, oneOf, type Row, table, text } from './columns.ts'

/** The columns that describe an image, video or sound. */
const described = {
  type: oneOf('image', 'video', 'gifv', 'audio', 'unknown'),
  url: text(),
  description: text().orNull(),
  blurhash: text().orNull(),
  width: int().orNull(),
  height: int().orNull(),
}
export const DESCRIBED = namesOf(described)

/** Images, videos and sounds of statuses. `statuses.has_media` says which statuses have any. */
export const attachments = table(
  {
    id: id().key(),
    status_id: id(),
    /** The earlier version that it belongs to (`status_edits`); null for the current version. */
    edit_id: id().orNull(),
    /** Its place in the post, from 0. */
    place: int(),
    ...described,
  },
  index('status_id', 'edit_id', 'place'),
)
export type Attachment = Row<typeof attachments>
/** An attachment as its origin describes it. */
export type AttachmentDraft = Pick<Attachment, (typeof DESCRIBED)[number]>
