import { type Entity, findEntities, type TypedMention } from './find-entities.ts'

type LinkOf = (mention: TypedMention) => string | undefined

/** Signs that Markdown, as Lemmy reads it, takes for more than themselves wherever they stand. */
const SIGNS = /[\\`*_[\]<>~^&{}]/g
/** Signs that begin a heading, a list, a table, a rule or a spoiler. */
const FIRST_SIGNS = /^(?:[#+=:|-]|\d+(?=[.)]))/gm

/**
 * Markdown that shows a plain text as it is: every line stays a line, and nothing in it becomes a heading or a list.
 * @param linkOf what to write for a mention; undefined leaves it as text
 */
export function plainToMarkdown(text: string, linkOf: LinkOf): string {
  const lines = text.trim().replaceAll(/[ \t]*\n[ \t]*/g, '\n')
  let result = ''
  let end = 0
  for (const entity of findEntities(lines)) {
    // An exclamation mark would make a picture of the link.
    result += escapeMarkdown(lines.slice(end, entity.start)).replace(/!$/, '\\!') + entityOf(lines, entity, linkOf)
    end = entity.end
  }
  // Two spaces break the line, unless a paragraph ends there.
  return (result + escapeMarkdown(lines.slice(end))).replaceAll(/(?<!\n)\n(?!\n)/g, '  \n')
}

/** Text in which nothing is Markdown. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(SIGNS, '\\$&')
    .replaceAll(FIRST_SIGNS, (sign) => (/^\d/.test(sign) ? `${sign}\\` : `\\${sign}`))
}

/** Addresses become links by themselves, and escaped signs would change them. */
function entityOf(text: string, entity: Entity, linkOf: LinkOf): string {
  const written = text.slice(entity.start, entity.end)
  if (entity.type === 'link') return written
  return (entity.type === 'mention' && linkOf(entity)) || escapeMarkdown(written)
}
