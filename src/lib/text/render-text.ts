/** What somebody typed, as safe HTML with linked mentions, hashtags and addresses. */
import { type SafeHtml, sanitizeHtml } from '../html/sanitize.ts'
import { linkText, type TextLinks } from './link-text.ts'
import { renderMarkdown } from './render-markdown.ts'

interface RenderOptions extends TextLinks {
  format: 'text/plain' | 'text/markdown'
}

/** Nobody may write more; what is behind is left out. */
const MAX_TEXT_LENGTH = 100_000
/** Markdown's cost grows with the square of some texts, so a longer one is shown as it was typed. */
const MAX_MARKDOWN_LENGTH = 20_000

/** What somebody typed → HTML for all to see. Links, mentions and hashtags look as Mastodon's clients expect them. */
export function renderText(text: string, { format, ...links }: RenderOptions): SafeHtml {
  const bounded = text.slice(0, MAX_TEXT_LENGTH)
  const isMarkdown = format === 'text/markdown' && text.length <= MAX_MARKDOWN_LENGTH
  return sanitizeHtml(isMarkdown ? renderMarkdown(bounded, links) : renderPlain(bounded, links))
}

function renderPlain(text: string, links: TextLinks): string {
  const paragraphs = text.trim().split(/\n{2,}/)
  return paragraphs
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => `<p>${linkText(paragraph, links).replaceAll('\n', '<br>')}</p>`)
    .join('')
}
