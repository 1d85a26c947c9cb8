/** Renders text that a user typed as safe HTML with linked mentions, hashtags and addresses. */
import { type SafeHtml, sanitizeHtml } from '../html/sanitize.ts'
import { linkText, type TextLinks } from './link-text.ts'
import { renderMarkdown } from './render-markdown.ts'

interface RenderOptions extends TextLinks {
  format: 'text/plain' | 'text/markdown'
}

/** No user may post more. The rest is cut off. */
const MAX_TEXT_LENGTH = 100_000
/**
 * For some texts the cost of Markdown grows with the square of the length, so a longer text is rendered as plain
 * text.
 */
const MAX_MARKDOWN_LENGTH = 20_000

/**
 * Typed text → HTML that is safe to publish. Links, mentions and hashtags have the markup that Mastodon's clients
 * expect.
 */
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
