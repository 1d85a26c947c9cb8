import { findEntities } from './find-entities.ts'

/** What may follow a mention that only says for whom the text is. */
const SEPARATOR = /^[\s:,;–—-]+/

/**
 * A line without the mentions at its beginning and its end: `@cafe@lemmy.test: Who drinks what @bo drinks?` →
 * `Who drinks what @bo drinks?`. White space becomes single spaces.
 */
export function withoutOuterMentions(line: string): string {
  const mentions = findEntities(line).filter(({ type }) => type === 'mention')
  let [start, end] = [0, line.length]
  for (const mention of mentions) {
    if (line.slice(start, mention.start).trim() !== '') break
    start = mention.end
  }
  for (const mention of mentions.toReversed()) {
    if (mention.start < start || line.slice(mention.end, end).trim() !== '') break
    end = mention.start
  }
  const rest = line.slice(start, end)
  return (start === 0 ? rest : rest.replace(SEPARATOR, '')).replace(/\s+/g, ' ').trim()
}
