/** Everything but the characters of XML 1.0 (section 2.2). Lone surrogates are replaced before. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

/** The text without what XML cannot hold, which no reader could show either. */
export function validText(text: string): string {
  return text.toWellFormed().replace(NOT_XML, '')
}
