import type { Uris } from '../../core/own-uris.ts'
import type { AttachmentDraft } from '../../db/tables/attachments.ts'
import type { IncomingNote } from '../objects/parse-note.ts'

/**
 * The media of a post of another server, without those that are said to be here. They would make us fetch from ourselves,
 * and show what one of our users uploaded as a part of a stranger's post (case 83). An attachment becomes a link.
 */
export function withoutOwnMedia(uris: Uris, { attachments, emojis }: Pick<IncomingNote, 'attachments' | 'emojis'>) {
  return {
    attachments: attachments.map((one) => linkIfOurs(uris, one)),
    emojis: emojis?.filter(({ url }) => !uris.leadsHere(url)),
  }
}

function linkIfOurs(uris: Uris, attachment: AttachmentDraft): AttachmentDraft {
  const { url, preview_url } = attachment
  if (uris.leadsHere(url)) return { ...attachment, type: 'unknown', preview_url: null }
  return preview_url !== null && uris.leadsHere(preview_url) ? { ...attachment, preview_url: null } : attachment
}
