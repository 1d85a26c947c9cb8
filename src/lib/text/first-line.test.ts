import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstLine } from './first-line.ts'

const CASES: [text: string, line: string][] = [
  ['Green tea', 'Green tea'],
  ['@cafe@lemmy.test Green  tea', 'Green tea'],
  ['@cafe @bo@reef.test: Green tea', 'Green tea'],
  ['Green tea @cafe @bo', 'Green tea'],
  ['@cafe – what does @bo drink?', 'what does @bo drink?'],
  ['Does @bo drink tea, @cy?', 'Does @bo drink tea, @cy?'],
  ['@cafe\n\n--\nGreen tea\nor black', 'Green tea'],
  ['@cafe 🍵', '🍵'],
  ['@cafe شاي أخضر', 'شاي أخضر'],
  ['#tea @cafe', '#tea'],
  ['@cafe @bo\n@cy', ''],
  ['', ''],
]

for (const [text, line] of CASES)
  test(`the first line with words of ${JSON.stringify(text)} is ${JSON.stringify(line)}`, () => {
    assert.equal(firstLine(text), line)
  })

test('very many mentions in one line are left out or kept', () => {
  assert.equal(firstLine('@a '.repeat(30_000)), '')
  assert.match(firstLine(`x ${'@a '.repeat(30_000)}y`), /^x @a .*y$/)
})
