import { findEntities, type TypedMention } from './find-entities.ts'
import { renderMarkdown } from './render-markdown.ts'

/**
 * Markdown with other Markdown in the place of its mentions.
 * @param linkOf what to write for a mention; undefined leaves it as it is
 */
export function linkMentions(markdown: string, linkOf: (mention: TypedMention) => string | undefined): string {
  const mentions = findEntities(markdown)
    .filter((one) => one.type === 'mention')
    .filter(({ start }) => canBeginLink(markdown, start))
  if (mentions.length === 0) return markdown
  const shown = shownMentions(markdown, mentions)
  return replaced(markdown, mentions, (mention, at) => (shown.has(at) ? linkOf(mention) : undefined))
}

/** After these signs a bracket begins no link. */
function canBeginLink(markdown: string, at: number): boolean {
  return !['\\', '!'].includes(markdown.charAt(at - 1))
}

/**
 * Which of the mentions are no part of code or of a link. The parser does not say where in the text its words are, so
 * each mention gets a name of its own.
 */
function shownMentions(markdown: string, mentions: readonly TypedMention[]): Set<number> {
  const shown = new Set<number>()
  const numbered = replaced(markdown, mentions, (_, at) => `@mention${at}`)
  renderMarkdown(numbered, {
    mention(name) {
      const [, at] = /^mention(\d+)$/.exec(name) ?? []
      if (at !== undefined) shown.add(Number(at))
      return undefined
    },
    tag: () => undefined,
  })
  return shown
}

function replaced(
  text: string,
  mentions: readonly TypedMention[],
  by: (mention: TypedMention, at: number) => string | undefined,
): string {
  let result = ''
  let end = 0
  for (const [at, mention] of mentions.entries()) {
    result += text.slice(end, mention.start) + (by(mention, at) ?? text.slice(mention.start, mention.end))
    end = mention.end
  }
  return result + text.slice(end)
}
