import { decodeHTMLStrict } from 'entities'

/** The text of HTML that we made ourselves, as it was typed: for editing it again. */
export function typedText(html: string): string {
  return decodeHTMLStrict(html.replace(/<br\s*\/?>/g, '\n').replace(/<[^<>]*>/g, ''))
}
