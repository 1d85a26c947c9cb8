import { z } from 'zod'
import type { App } from '../../core/app.ts'
import { remoteMediaKey } from '../../core/media/key.ts'
import { noteEmoji } from '../../core/media/rows/seen-emojis.ts'
import type { RemoteEmoji } from '../../db/tables/emojis.ts'

export const CustomEmojiEntity = z.strictObject({
  shortcode: z.string(),
  url: z.url(),
  static_url: z.url(),
  visible_in_picker: z.boolean(),
})
export type CustomEmojiEntity = z.infer<typeof CustomEmojiEntity>

/** An emoji of another server. It is shown where it was used but not offered in a picker. */
export function renderEmoji(app: App, { shortcode, url }: RemoteEmoji): CustomEmojiEntity {
  noteEmoji(app, url)
  const key = remoteMediaKey(app, 'emoji', url)
  const address = (variant: 'original' | 'preview') => app.uris.media(key, variant, 'webp')
  return { shortcode, url: address('original'), static_url: address('preview'), visible_in_picker: false }
}
