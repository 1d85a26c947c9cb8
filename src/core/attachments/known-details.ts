import type { Attachment, AttachmentDraft } from '../../db/tables/attachments.ts'

/**
 * Adds what is known of the files already, since the origin may leave out what we measured ourselves. Otherwise the next
 * edit of the text would count as a change of the pictures.
 */
export function withKnownDetails(
  known: readonly Attachment[],
  drafts: readonly AttachmentDraft[],
): readonly AttachmentDraft[] {
  return drafts.map((draft) => {
    const same = known.find(({ url }) => url === draft.url)
    if (!same) return draft
    const { width, height } = draft.width === null ? same : draft
    return {
      ...draft,
      media_type: draft.media_type ?? same.media_type,
      blurhash: draft.blurhash ?? same.blurhash,
      duration: draft.duration ?? same.duration,
      width,
      height,
    }
  })
}
