const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g

/**
 * Text that may be stored: line ends as `\n`, no control characters (PostgreSQL cannot hold NUL), no lone surrogates,
 * at most `maxLength` characters.
 */
export function cleanText(text: string, maxLength: number): string {
  const plain = text
    .slice(0, maxLength * 2)
    .replace(/\r\n?/g, '\n')
    .replace(CONTROLS, '')
    .toWellFormed()
  return plain.length <= maxLength ? plain : [...plain].slice(0, maxLength).join('')
}
