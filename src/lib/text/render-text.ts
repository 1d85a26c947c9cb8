/** What somebody typed, as safe HTML with linked mentions, hashtags and addresses. */
import MarkdownIt from 'markdown-it'
import { escapeHtml } from '../html/escape.ts'
import { type SafeHtml, sanitizeHtml } from '../html/sanitize.ts'
import { type Entity, findEntities } from './find-entities.ts'

export interface TextLinks {
  /** Whom a mention names; undefined leaves it as text. */
  mention(name: string, host: string | undefined): { href: string } | undefined
  /** The page of a hashtag. */
  tag(name: string): string
}
export interface RenderOptions extends TextLinks {
  format: 'text/plain' | 'text/markdown'
}

const SHOWN_ADDRESS = 30

export function renderText(text: string, { format, ...links }: RenderOptions): SafeHtml {
  return sanitizeHtml(format === 'text/markdown' ? renderMarkdown(text, links) : renderPlain(text, links))
}

function renderPlain(text: string, links: TextLinks): string {
  const paragraphs = text.trim().split(/\n{2,}/)
  return paragraphs
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => `<p>${linked(paragraph, links).replaceAll('\n', '<br>')}</p>`)
    .join('')
}

/** mentions, tags and links are put into text, never into markup. */
function linked(text: string, links: TextLinks): string {
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
  if (entity.type === 'hashtag')
    return `<a href="${escapeHtml(tag(entity.name))}" class="mention hashtag" rel="tag">#<span>${escapeHtml(entity.name)}</span></a>`
  const person = mention(entity.name, entity.host)
  if (!person) return escapeHtml(typed)
  return `<span class="h-card"><a href="${escapeHtml(person.href)}" class="u-url mention">@<span>${escapeHtml(entity.name)}</span></a></span>`
}

/** As Mastodon shortens addresses: the scheme and what is too long are there but not seen. */
function linkAnchor(href: string): string {
  const scheme = /^https?:\/\/(?:www\.)?/i.exec(href)?.[0] ?? ''
  const rest = href.slice(scheme.length)
  const shown = rest.slice(0, SHOWN_ADDRESS)
  const hidden = rest.slice(SHOWN_ADDRESS)
  return `<a href="${escapeHtml(href)}" rel="nofollow noopener noreferrer" target="_blank"><span class="invisible">${escapeHtml(scheme)}</span><span class="${hidden ? 'ellipsis' : ''}">${escapeHtml(shown)}</span><span class="invisible">${escapeHtml(hidden)}</span></a>`
}

/** Markdown without HTML and pictures; text inside links and code is left alone. */
function renderMarkdown(text: string, links: TextLinks): string {
  const markdown = new MarkdownIt({ html: false, linkify: false, breaks: true }).disable(['image', 'table'])
  let linkDepth = 0
  const { rules } = markdown.renderer
  rules.text = (tokens, index) => {
    const content = tokens[index]?.content ?? ''
    return linkDepth > 0 ? escapeHtml(content) : linked(content, links)
  }
  rules.link_open = (tokens, index, options, _env, self) => {
    linkDepth++
    return self.renderToken(tokens, index, options)
  }
  rules.link_close = (tokens, index, options, _env, self) => {
    linkDepth--
    return self.renderToken(tokens, index, options)
  }
  return markdown.render(text)
}
