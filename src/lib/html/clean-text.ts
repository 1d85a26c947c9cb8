const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g

/**
 * Makes text safe to store: line ends become `\n`, control characters (PostgreSQL cannot store NUL) and lone surrogates
 * are removed, and the text is cut to `maxLength` characters.
 */
export function cleanText(text: string, maxLength: number): string {
  const plain = text
    .slice(0, maxLength * 2)
    .replace(/\r\n?/g, '\n')
    .replace(CONTROLS, '')
    .toWellFormed()
  return plain.length <= maxLength ? plain : [...plain].slice(0, maxLength).join('')
}
