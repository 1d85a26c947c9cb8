/** A picture in the text of a post (WriteFreely, NodeBB, Lemmy) as an attachment. */
import { normalizeId } from '../../activitypub/uris.ts'
import type { AttachmentDraft } from '../../db/tables/attachments.ts'
import { parseMedium } from './parse-medium.ts'

/** Pixels. Smaller pictures are emojis, smileys, icons or counters of readers. */
const MIN_SIDE = 33
const EMOJI_CLASS = /emoji|emoticon|smiley|smilie|icon/i
const EMOJI_TEXT = /^(?::[\w+\-]{1,100}:|\p{RGI_Emoji}{1,20})$/v
const SVG = /\.svgz?(?:[?#]|$)/i

/**
 * @param attributes of the `img`
 * @param base the address of the post's page
 * @returns undefined if it is shown as its alt text
 */
export function parseContentPicture(
  { src = '', alt = '', title = '', class: classes = '', width, height }: Record<string, string>,
  base: string,
): AttachmentDraft | undefined {
  const url = src === '' ? undefined : normalizeId(URL.parse(src, base)?.href)
  const isEmoji = EMOJI_CLASS.test(classes) || EMOJI_TEXT.test(alt.trim()) || isSmall(width) || isSmall(height)
  if (url === undefined || isEmoji || SVG.test(url)) return undefined
  return parseMedium({ type: 'Image', url, name: alt || title, width: Number(width), height: Number(height) })
}

function isSmall(side: string | undefined): boolean {
  return side !== undefined && Number.parseInt(side, 10) < MIN_SIDE
}
