/**
 * The pictures, films and sounds of a post, as its origin describes them. Nothing is downloaded. A post may be a film
 * itself (PeerTube), and Ghost, WordPress and Lemmy give the picture at the head of an article in `image`.
 */
import { asArray, type JsonObject } from '../../activitypub/read.ts'
import type { AttachmentDraft } from '../../db/tables/attachments.ts'
import { NOTE_LIMITS } from './limits.ts'
import { parseMedium, parseOwnMedium } from './parse-medium.ts'
import { parsePicture } from './parse-picture.ts'

export function parseAttachments(post: JsonObject): AttachmentDraft[] {
  const listed = asArray(post.attachment, NOTE_LIMITS.attachments).flatMap((one) => parseMedium(one) ?? [])
  const own = parseOwnMedium(post)
  const first = own ?? headPicture(post)
  const isListed = first === undefined || listed.some(({ url }) => url === first.url)
  return (isListed ? listed : [first, ...listed]).slice(0, NOTE_LIMITS.attachments)
}

function headPicture({ image }: JsonObject): AttachmentDraft | undefined {
  const picture = parsePicture(image)
  return picture && parseMedium({ ...picture.image, type: 'Image', url: picture })
}
