/** A custom emoji used in a remote text: shortcode without colons. */
export interface RemoteEmoji {
  shortcode: string
  url: string
}
