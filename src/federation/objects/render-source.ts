/** Renders the text that an author typed. NodeBB shows it instead of the HTML if it is Markdown. */
import type { JsonObject } from '../../activitypub/read.ts'
import { acctKey, sharesName } from '../../core/accounts/acct.ts'
import type { Uris } from '../../core/own-uris.ts'
import { linkMentions } from '../../lib/text/link-mentions.ts'
import type { NoteParts } from './load-notes.ts'
import { fullHandle } from './render-tags.ts'

/** Mentions in Markdown become links: on another server, `@ana` alone names an account there. */
export function renderSource(uris: Uris, { status, mentions }: NoteParts): JsonObject {
  const { source, source_type } = status
  if (source === null) return {}
  return {
    source: { content: isMarkdown(status) ? withLinks(uris, source, mentions) : source, mediaType: source_type },
  }
}

const isMarkdown = ({ source_type }: NoteParts['status']) => source_type === 'text/markdown'

function withLinks(uris: Uris, source: string, mentions: NoteParts['mentions']): string {
  return linkMentions(source, ({ name, host = uris.host, isCommunity }) => {
    const key = acctKey(name, host)
    const namesakes = mentions.filter(({ username, domain }) => acctKey(username, domain ?? uris.host) === key)
    const account = namesakes.find((one) => sharesName(one) === isCommunity) ?? namesakes[0]
    if (!account) return undefined
    const handle = fullHandle(uris, account)
    return `[${isCommunity ? `!${handle.slice(1)}` : handle}](${destination(account.url ?? account.uri)})`
  })
}

/** Other servers choose these addresses, which must not end the link and begin Markdown of their own. */
function destination(url: string): string {
  return url.replace(/[()[\]<>`]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
