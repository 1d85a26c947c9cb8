/** A picture in the text of a post (WriteFreely, NodeBB, Lemmy) as an attachment. */
import { normalizeId } from '../../activitypub/uris.ts'
import type { AttachmentDraft } from '../../db/tables/attachments.ts'
import { parseMedium } from './parse-medium.ts'

/** Pixels. Smaller pictures are emojis, smileys, icons or counters of readers. */
const MIN_SIDE = 33
const EMOJI_CLASS = /emoji|emoticon|smiley|smilie|icon/i
const SHORTCODE = /^:[\w+-]{1,100}:$/
const EMOJIS = /\p{RGI_Emoji}/gv
/** UTF-16 code units. A longer alt text describes a picture. */
const MAX_EMOJIS_LENGTH = 100
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
  const isEmoji = EMOJI_CLASS.test(classes) || isEmojiText(alt.trim()) || isSmall(width) || isSmall(height)
  if (url === undefined || isEmoji || SVG.test(url)) return undefined
  return parseMedium({ type: 'Image', url, name: alt || title, width: Number(width), height: Number(height) })
}

/** Emojis are removed one by one: a pattern for several would try every way to divide them. */
function isEmojiText(text: string): boolean {
  if (text === '' || text.length > MAX_EMOJIS_LENGTH) return false
  return SHORTCODE.test(text) || text.replace(EMOJIS, '') === ''
}

function isSmall(side: string | undefined): boolean {
  return side !== undefined && Number.parseInt(side, 10) < MIN_SIDE
}
