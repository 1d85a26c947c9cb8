/** Renders the `tag` of our objects: mentions and hashtags. */
import type { JsonObject } from '../../activitypub/read.ts'
import type { Uris } from '../../core/own-uris.ts'
import type { MentionedAccount } from '../../core/statuses/mentions-and-tags.ts'

/** The handle by which every server knows an account: `@name@host`. */
export function fullHandle(uris: Uris, { username, domain }: MentionedAccount): string {
  return `@${username}@${domain ?? uris.host}`
}

export function mentionTag(uris: Uris, account: MentionedAccount): JsonObject {
  return { type: 'Mention', href: account.uri, name: fullHandle(uris, account) }
}

/** @param name the normalized spelling, without `#` */
export function hashtag(uris: Uris, name: string): JsonObject {
  return { type: 'Hashtag', href: uris.tag(name), name: `#${name}` }
}
