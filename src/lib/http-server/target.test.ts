import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTarget } from './target.ts'

const cases: [string, string | undefined, string?][] = [
  ['/', '/', ''],
  ['/about?x=1', '/about', 'x=1'],
  ['/about?', '/about', ''],
  ['/about?x#y', '/about', 'x'],
  ['//about', '//about', ''],
  ['/tags/a%20b', '/tags/a%20b', ''],
  ['/./about', '/about', ''],
  ['/x/../about', '/about', ''],
  ['/%2e%2e/about', '/about', ''],
  ['/a"b?c="', '/a%22b', 'c=%22'],
  ['/ä', '/%C3%A4', ''],
  ['http://evil.test/about?x', '/about', 'x'],
  ['https://lagoon.test', '/', ''],
  ['*', undefined],
  ['', undefined],
  ['about', undefined],
  ['ftp://lagoon.test/', undefined],
  ['http://[', undefined],
  ['/a\\b', undefined],
  ['/a?b=\\', '/a', 'b=\\'],
] // biome-ignore format: a table
for (const [text, path, query] of cases) {
  test(`the target “${text}” → ${path ?? 'refused'}`, () => {
    const read = readTarget(text)
    assert.equal(read?.path, path)
    assert.equal(read?.query, query)
  })
}

test('the target stays as it was sent, which is what a signature covers, even with an empty query', () => {
  assert.equal(readTarget('/inbox?')?.target, '/inbox?')
  assert.equal(readTarget('/tags/a%20b?x=%2F#y')?.target, '/tags/a%20b?x=%2F')
})
