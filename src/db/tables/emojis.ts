/** A custom emoji in a remote text. The shortcode has no colons. */
export interface RemoteEmoji {
  shortcode: string
  url: string
}
