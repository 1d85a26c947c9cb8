import { escapeHtml } from '../html/escape.ts'
import { type Entity, findEntities } from './find-entities.ts'

export interface TextLinks {
  /** The profile that a mention names. If undefined, the mention stays text. `isCommunity`: it was written with `!`. */
  mention(name: string, host: string | undefined, isCommunity: boolean): { href: string } | undefined
  /** The page of a hashtag. If undefined, the hashtag stays text. */
  tag(name: string): string | undefined
}

const SHOWN_ADDRESS = 30

/**
 * Turns mentions, hashtags and links of plain text into HTML. They are only looked for in text, never in markup.
 */
export function linkText(text: string, links: TextLinks): string {
  let html = ''
  let at = 0
  for (const entity of findEntities(text)) {
    html += escapeHtml(text.slice(at, entity.start)) + anchor(entity, text.slice(entity.start, entity.end), links)
    at = entity.end
  }
  return html + escapeHtml(text.slice(at))
}

function anchor(entity: Entity, typed: string, { mention, tag }: TextLinks): string {
  if (entity.type === 'link') return linkAnchor(entity.href)
  if (entity.type === 'hashtag') {
    const page = tag(entity.name)
    if (page === undefined) return escapeHtml(typed)
    return `<a href="${escapeHtml(page)}" class="mention hashtag" rel="tag">#<span>${escapeHtml(entity.name)}</span></a>`
  }
  const account = mention(entity.name, entity.host, entity.isCommunity)
  if (!account) return escapeHtml(typed)
  const sign = entity.isCommunity ? '!' : '@'
  return `<span class="h-card"><a href="${escapeHtml(account.href)}" class="u-url mention">${sign}<span>${escapeHtml(entity.name)}</span></a></span>`
}

/** Shortens the address as Mastodon does: the scheme and the end of a long address are present but hidden. */
function linkAnchor(href: string): string {
  return `<a href="${escapeHtml(href)}">${shortened(href)}</a>`
}

/** The HTML of an address as a link shows it. */
export function shortened(href: string): string {
  const scheme = /^https?:\/\/(?:www\.)?/i.exec(href)?.[0] ?? ''
  const rest = href.slice(scheme.length)
  const splitsPair = /[\ud800-\udbff]/.test(rest.charAt(SHOWN_ADDRESS - 1))
  const cut = splitsPair ? SHOWN_ADDRESS - 1 : SHOWN_ADDRESS
  const [shown, hidden] = [rest.slice(0, cut), rest.slice(cut)]
  return `<span class="invisible">${escapeHtml(scheme)}</span><span class="${hidden ? 'ellipsis' : ''}">${escapeHtml(shown)}</span><span class="invisible">${escapeHtml(hidden)}</span>`
}
