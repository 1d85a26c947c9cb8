import { escapeHtml } from '../../lib/html/escape.ts'
import { sharesName } from '../accounts/acct.ts'
import type { MentionedAccount } from './mentions-and-tags.ts'

/** `https://misskey.test/@ana@reef.test`, and WriteFreely's `https://blog.test/@/ana@reef.test`. */
const HANDLE_IN_PATH = /^https?:\/\/[^/]+\/@\/?([^/@]+@[^/@?#]+)\/?$/i
/** As the sanitizer writes it. */
const LINK = /<a href="([^"]*)"([^>]*)>/g

/**
 * The text of a post with its links to mentioned accounts leading where we show them. Servers link an account's id, its
 * page, or a page of their own about it; clients recognize only the address that the API gives for the mention.
 * @param content safe HTML
 * @param ownHost the host of this server, with which others name our accounts
 * @param hrefOf where a link to an account is to lead
 */
export function withMentionLinks(
  content: string,
  mentions: readonly MentionedAccount[],
  { ownHost, hrefOf }: { ownHost: string; hrefOf(account: MentionedAccount): string },
): string {
  if (mentions.length === 0 || !content.includes('<a ')) return content
  const links = new Map<string, string>()
  for (const account of mentions) {
    const handle = `${account.username}@${account.domain ?? ownHost}`.toLowerCase()
    const addresses = [account.uri, account.url ?? account.uri, ...(sharesName(account) ? [] : [handle])]
    for (const address of addresses) links.set(escapeHtml(address), escapeHtml(hrefOf(account)))
  }
  return content.replace(LINK, (tag, href: string, rest: string) => {
    const link = links.get(href) ?? links.get(HANDLE_IN_PATH.exec(href)?.[1]?.toLowerCase() ?? '')
    if (link === undefined) return tag
    // A page of our own replaces this one.
    return `<a href="${link}"${link.startsWith('/') ? rest.replace(' target="_blank"', '') : rest}>`
  })
}
