const MAX_TITLE_LENGTH = 200

/** The title of a post without one: its first line, without the mentions before it. */
export function titleOf(html: string): string {
  const text = html.replace(/<\/p>|<br\s*\/?>/g, '\n').replace(/<[^>]*>/g, '')
  const line = text.split('\n').find((one) => one.trim() !== '') ?? ''
  return line
    .replace(/^(\s*@\S+)+\s*/, '')
    .slice(0, MAX_TITLE_LENGTH)
    .trim()
}
