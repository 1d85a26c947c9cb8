/** What a person reads in a letter. */
import assert from 'node:assert/strict'

interface Parts {
  text: string
  html: string
}

/** The path of the only link to a page with this prefix. Both parts of the letter have it. */
export function pathIn({ text, html }: Parts, prefix: string): string {
  const pattern = new RegExp(`https?://[^/\\s"]+(${prefix}/[\\w-]{43})`)
  const [inText, inHtml] = [pattern.exec(text)?.[1], pattern.exec(html)?.[1]]
  assert.ok(inText, `no link to ${prefix} in: ${text}`)
  assert.equal(inText, inHtml)
  return inText
}
