import { z } from 'zod'
import type { RemoteEmoji } from '../../db/tables/emojis.ts'

export const CustomEmoji = z.strictObject({
  shortcode: z.string(),
  url: z.url(),
  static_url: z.url(),
  visible_in_picker: z.boolean(),
})
export type CustomEmoji = z.infer<typeof CustomEmoji>

/** An emoji of another server: shown where it was used, offered to nobody. */
export function renderEmoji({ shortcode, url }: RemoteEmoji): CustomEmoji {
  return { shortcode, url, static_url: url, visible_in_picker: false }
}
