import { oneLine } from '../lib/text/one-line.ts'

/** Each pass undoes one encoding. Nobody who writes about HTML encodes it more often. */
const MOST_PASSES = 5

/**
 * Plain text as one line for titles and names, in which not even readers that take plain text for HTML, or decode it once
 * too often, find an element. @param max characters
 */
export function safeLine(text: string, max: number): string {
  let line = oneLine(text, max)
  for (let pass = 1; pass < MOST_PASSES; pass++) {
    const again = oneLine(line, max)
    if (again === line) return line
    line = again
  }
  return line.replaceAll('<', '')
}
