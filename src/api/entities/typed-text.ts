import { decodeHTMLStrict } from 'entities'

/** Recovers the text as it was typed from HTML that Atoll rendered, so that it can be edited. */
export function typedText(html: string): string {
  return decodeHTMLStrict(html.replace(/<br\s*\/?>/g, '\n').replace(/<[^<>]*>/g, ''))
}
