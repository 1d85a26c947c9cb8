import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { htmlToText } from '../html/html-to-text.ts'
import { plainToMarkdown } from './plain-to-markdown.ts'
import { renderText } from './render-text.ts'

const none = () => undefined
const LINKS = { mention: none, tag: none }

/** What Markdown shows of a plain text. */
function shown(text: string): string {
  return htmlToText(renderText(plainToMarkdown(text, none), { format: 'text/markdown', ...LINKS }))
}

/** The same as plain text. */
function expected(text: string): string {
  return htmlToText(renderText(text.replaceAll(/[ \t]*\n[ \t]*/g, '\n'), { format: 'text/plain', ...LINKS }))
}

test('a plain text looks the same as Markdown', () => {
  const texts = [
    '*stars* and _lines_, `code`, ~~tildes~~ and [brackets](https://reef.test)',
    '# no heading\n- no list\n+ none\n1. none\n2) none\n> no quotation\n---\n===\n::: spoiler no spoiler\n:::',
    'a | b\n--- | ---\n1 | 2',
    '    no code\n\n\n\nand a paragraph',
    '<b>no tag</b> &amp; no entity',
    'a backslash \\ and \\* two',
    'https://reef.test/a_b_c*d',
    'Hello!\nSee you!',
  ]
  for (const text of texts) assert.equal(shown(text), expected(text), text)
})

test('any plain text looks the same as Markdown', () => {
  const signs = fc.constantFrom(...'*_`#>-+=|[]()<>!~^&{}:.1a \n\\', '\n\n', 'ab', '10.', ':::', 'word ')
  fc.assert(
    fc.property(fc.array(signs, { maxLength: 25 }), (parts) => {
      const text = parts.join('')
      assert.equal(shown(text), expected(text))
    }),
    { numRuns: 1_000 },
  )
})

test('mentions become links, and none becomes a picture', () => {
  const linkOf = ({ name, host }: { name: string; host?: string | undefined }) =>
    host === undefined ? undefined : `[@${name}@${host}](https://${host}/@${name})`
  assert.equal(
    plainToMarkdown('hi!@lia_b@lemmy.test, @ana_c #a_tag', linkOf),
    'hi\\![@lia_b@lemmy.test](https://lemmy.test/@lia_b), @ana\\_c \\#a\\_tag',
  )
})
