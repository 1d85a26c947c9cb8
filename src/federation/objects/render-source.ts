/** Renders the text that an author typed. NodeBB shows it instead of the HTML if it is Markdown. */
import type { JsonObject } from '../../activitypub/read.ts'
import { acctKey, sharesName } from '../../core/accounts/acct.ts'
import type { Uris } from '../../core/own-uris.ts'
import type { TypedMention } from '../../lib/text/find-entities.ts'
import { linkMentions } from '../../lib/text/link-mentions.ts'
import { plainToMarkdown } from '../../lib/text/plain-to-markdown.ts'
import type { NoteParts } from './load-notes.ts'
import { fullHandle } from './render-tags.ts'

/** Mentions in Markdown become links: on another server, `@ana` alone names an account there. */
export function renderSource(uris: Uris, parts: NoteParts): JsonObject {
  const { source, source_type } = parts.status
  if (source === null) return {}
  return { source: { content: isMarkdown(parts) ? markdownOf(uris, parts) : source, mediaType: source_type } }
}

/** The text of a local post as Markdown, whatever its author wrote it in, with links for its mentions. */
export function markdownOf(uris: Uris, parts: NoteParts): string {
  const source = parts.status.source ?? ''
  const linkOf = mentionLinks(uris, parts.mentions)
  return isMarkdown(parts) ? linkMentions(source, linkOf) : plainToMarkdown(source, linkOf)
}

const isMarkdown = ({ status }: NoteParts) => status.source_type === 'text/markdown'

function mentionLinks(uris: Uris, mentions: NoteParts['mentions']) {
  return ({ name, host = uris.host, isCommunity }: TypedMention) => {
    const key = acctKey(name, host)
    const namesakes = mentions.filter(({ username, domain }) => acctKey(username, domain ?? uris.host) === key)
    const account = namesakes.find((one) => sharesName(one) === isCommunity) ?? namesakes[0]
    if (!account) return undefined
    const handle = fullHandle(uris, account)
    return `[${isCommunity ? `!${handle.slice(1)}` : handle}](${destination(account.url ?? account.uri)})`
  }
}

/** Other servers choose these addresses, which must not end the link and begin Markdown of their own. */
function destination(url: string): string {
  return url.replace(/[()[\]<>`]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
