import type { AttachmentDraft } from '../../src/db/tables/attachments.ts'

/** A picture at another server, as the server of its author describes it. */
export function remotePicture(changes: Partial<AttachmentDraft> = {}): AttachmentDraft {
  return {
    type: 'image',
    url: 'https://reef.test/1.png',
    preview_url: null,
    media_type: null,
    description: null,
    blurhash: null,
    focus: null,
    width: 1,
    height: 1,
    duration: null,
    ...changes,
  }
}
