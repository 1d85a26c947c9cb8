/** Cuts texts and lists to a number of bytes, which is what they cost in the database. */
import { type SafeHtml, sanitizeHtml } from '../../lib/html/sanitize.ts'

/** The first entries that have at most `max` bytes together, as JSON. */
export function fitList<T>(list: readonly T[], max: number): T[] {
  let bytes = '['.length
  const end = list.findIndex((entry) => {
    // Each entry is followed by a comma or the closing bracket.
    bytes += Buffer.byteLength(JSON.stringify(entry)) + 1
    return bytes > max
  })
  return end < 0 ? [...list] : list.slice(0, end)
}

/**
 * Safe HTML of at most `max` bytes. Sanitizing can lengthen a text, so the text is halved until its result fits.
 * @param base against which relative links are resolved
 */
export function fitHtml(html: string, max: number, base: string): SafeHtml {
  for (let length = Math.min(html.length, max); ; length = Math.floor(length / 2)) {
    const safe = sanitizeHtml(html.slice(0, length), { base })
    if (Buffer.byteLength(safe) <= max) return safe
  }
}
