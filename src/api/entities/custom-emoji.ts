import { z } from 'zod'
import type { RemoteEmoji } from '../../db/tables/emojis.ts'

export const CustomEmojiEntity = z.strictObject({
  shortcode: z.string(),
  url: z.url(),
  static_url: z.url(),
  visible_in_picker: z.boolean(),
})
export type CustomEmojiEntity = z.infer<typeof CustomEmojiEntity>

/** An emoji of another server. It is shown where it was used but not offered in a picker. */
export function renderEmoji({ shortcode, url }: RemoteEmoji): CustomEmojiEntity {
  return { shortcode, url, static_url: url, visible_in_picker: false }
}
