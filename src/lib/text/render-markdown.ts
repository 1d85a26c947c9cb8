import MarkdownIt, { type Env } from 'markdown-it'
import { escapeHtml } from '../html/escape.ts'
import { linkText, shortened, type TextLinks } from './link-text.ts'
import { foldDetails } from './markdown-details.ts'

/** Renders Markdown. Of raw HTML, it knows only `<details>`. Mentions and hashtags are found in text only, not in links and code. */
export function renderMarkdown(text: string, links: TextLinks): string {
  const state: MarkdownState = { links, inLink: 0 }
  return MARKDOWN.render(text, { state })
}

interface MarkdownState {
  links: TextLinks
  inLink: number
}

function stateOf(env: Env | undefined): MarkdownState {
  return env?.state as MarkdownState
}

/** Holds only rules. The state of one rendering is in its `MarkdownState`. */
const MARKDOWN = createMarkdown()

function createMarkdown() {
  const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable(['table'])
  markdown.linkify.set({ fuzzyEmail: false, fuzzyLink: false })
  for (const scheme of ['ftp:', 'mailto:', '//']) markdown.linkify.add(scheme, null)
  foldDetails(markdown)
  const { rules } = markdown.renderer
  rules.text = (tokens, index, _options, env) => {
    const state = stateOf(env)
    const content = tokens[index]?.content ?? ''
    const before = tokens[index - 1]
    if (before?.type === 'link_open' && before.markup === 'linkify') return shortened(String(before.attrGet('href')))
    return state.inLink > 0 ? escapeHtml(content) : linkText(content, state.links)
  }
  rules.link_open = (tokens, index, options, env, self) => {
    stateOf(env).inLink++
    return self.renderToken(tokens, index, options)
  }
  rules.link_close = (tokens, index, options, env, self) => {
    stateOf(env).inLink--
    return self.renderToken(tokens, index, options)
  }
  // Pictures belong in attachments, where they are checked and described. In the text they become links.
  rules.image = (tokens, index, _options, env) => {
    const address = String(tokens[index]?.attrGet('src') ?? '')
    const words = escapeHtml(tokens[index]?.content || address)
    return stateOf(env).inLink > 0 ? words : `<a href="${escapeHtml(address)}">${words}</a>`
  }
  return markdown
}
