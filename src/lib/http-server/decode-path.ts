/** Decodes the valid escapes and leaves a stray `%` as it is, so no path is refused for one. */
export function decodeValid(text: string, decode: (text: string) => string): string {
  if (!text.includes('%')) return text
  return tryDecode(text, decode) ?? text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (part) => tryDecode(part, decode) ?? part)
}

function tryDecode(text: string, decode: (text: string) => string): string | undefined {
  try {
    return decode(text)
  } catch {
    return undefined
  }
}
