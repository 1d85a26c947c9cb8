/** Reads the title of a post. Software without titles puts something else into `name`, which is left out. */
import { type JsonObject, readFirstId } from '../../activitypub/read.ts'
import { htmlToText } from '../../lib/html/html-to-text.ts'
import type { SafeHtml } from '../../lib/html/sanitize.ts'
import { firstLine, firstLineOfHtml } from '../../lib/text/first-line.ts'
import { NOTE_LIMITS } from './limits.ts'
import { readPlain } from './read-text.ts'

/** Characters. A text that begins with a longer title repeats it; with a shorter one it may do so by chance. */
const TELLING_LENGTH = 20
const ELLIPSIS = /\s*(?:…|\.\.\.)$/

/** The title that is shown above the text. @param safe the text */
export function readTitle(note: JsonObject, type: string, safe: SafeHtml): string {
  const name = readPlain(note, 'name', NOTE_LIMITS.titleLength)
  // NodeBB gives every reply the title of its topic.
  const isOfThread = type === 'Note' && readFirstId(note.inReplyTo) !== undefined
  return name === '' || isOfThread || isRepeated(note, type, { name, safe }) ? '' : name
}

/**
 * WriteFreely names an untitled post by its first words, and Atoll a topic in a community by these or by its content
 * warning. Other software repeats the title in the text.
 */
function isRepeated(note: JsonObject, type: string, { name, safe }: { name: string; safe: SafeHtml }): boolean {
  const [line = ''] = htmlToText(safe).split('\n', 1)
  const warning = type === 'Note' ? firstLine(readPlain(note, 'summary', NOTE_LIMITS.warningLength)) : ''
  return [line, firstLineOfHtml(safe), warning].some((one) => begins(one, name))
}

function begins(line: string, name: string): boolean {
  const start = name.replace(ELLIPSIS, '')
  const isTelling = start !== name || start.length >= TELLING_LENGTH
  return line === name || (isTelling && start !== '' && line.startsWith(start))
}
