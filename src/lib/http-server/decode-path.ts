/** Decodes what can be decoded. A `%` that encodes nothing stays as it is: no path is refused for it. */
export function decodeKnown(text: string, decode: (text: string) => string): string {
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
