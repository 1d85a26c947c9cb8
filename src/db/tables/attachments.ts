import { id, index, int, json, namesOf, oneOf, type Row, table, text } from './columns.ts'
import { type Focus, MEDIA_TYPES } from './media.ts'

/** The columns that describe an image, video or sound. */
const described = {
  type: oneOf(...MEDIA_TYPES),
  /** Its address at its origin. */
  url: text(),
  /** The address of a still picture at its origin, as PeerTube gives for films. */
  preview_url: text().orNull(),
  media_type: text().orNull(),
  description: text().orNull(),
  blurhash: text().orNull(),
  focus: json<Focus>().orNull(),
  width: int().orNull(),
  height: int().orNull(),
  /** Milliseconds. */
  duration: int().orNull(),
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
    /** The row of `media` for this address. */
    media_key: text().orNull(),
    /** The same for its preview, if that has an address of its own. */
    preview_key: text().orNull(),
    /** The id of the upload, by which clients name it. Null for statuses of other servers. */
    media_id: id().orNull(),
  },
  index('status_id', 'edit_id', 'place'),
  { columns: ['media_key'], whereNotNull: 'media_key' },
  { columns: ['preview_key'], whereNotNull: 'preview_key' },
)
export type Attachment = Row<typeof attachments>
/** An attachment as its origin describes it, or as an upload that is being attached. */
export type AttachmentDraft = Pick<Attachment, (typeof DESCRIBED)[number]> &
  Partial<Pick<Attachment, 'media_id' | 'media_key'>>
