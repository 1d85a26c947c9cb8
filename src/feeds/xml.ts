/** Writes XML. What XML cannot hold is left out, so that every text makes a valid document. */

import { validText } from './valid-text.ts'

/** An element, already written. */
export type Xml = string & { readonly isXml: unique symbol }

type Attributes = Readonly<Record<string, string | number | null | undefined>>

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

function escaped(text: string, what: RegExp): string {
  return validText(text).replace(what, (char) => ESCAPES[char] as string)
}

/** Plain text as content of an element. */
function textXml(text: string): string {
  return escaped(text, /[&<>\r]/g)
}

/** @param attributes those without a value are left out */
export function element(
  name: string,
  attributes: Attributes,
  ...content: readonly (Xml | readonly Xml[] | { text: string } | undefined)[]
): Xml {
  let written = `<${name}`
  for (const [key, value] of Object.entries(attributes))
    if (value !== null && value !== undefined) written += ` ${key}="${escaped(String(value), /[&<>"\t\n\r]/g)}"`
  let inside = ''
  for (const part of content) {
    if (typeof part === 'string') inside += part
    else if (part && 'text' in part) inside += textXml(part.text)
    else if (part) inside += part.join('')
  }
  return `${written}${inside === '' ? '/>' : `>${inside}</${name}>`}` as Xml
}

/** An element that holds only text. */
export function textElement(name: string, text: string, attributes: Attributes = {}): Xml {
  return element(name, attributes, { text })
}

export function xmlDocument(root: Xml): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${root}`
}
