/** Renders the text that an author typed. NodeBB shows it instead of the HTML if it is Markdown. */
import type { JsonObject } from '../../activitypub/read.ts'
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
  const links = new Map(
    mentions.map((account) => {
      const handle = fullHandle(uris, account)
      return [handle.toLowerCase(), `[${handle}](${destination(account.url ?? account.uri)})`]
    }),
  )
  return linkMentions(source, (name, host = uris.host) => links.get(`@${name}@${host}`.toLowerCase()))
}

/** Other servers choose these addresses, which must not end the link and begin Markdown of their own. */
function destination(url: string): string {
  return url.replace(/[()[\]<>`]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
