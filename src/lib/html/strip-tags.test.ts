import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cpuTime } from '../../../test/hostile/scene.ts'
import { stripTags } from './strip-tags.ts'

test('only what is really a tag is removed, and entities are decoded once', () => {
  const cases = [
    ['I <3 you -> and <x>', 'I <3 you -> and <x>'],
    ['5 < 6 > 4 & "q"', '5 < 6 > 4 & "q"'],
    ['a <b>warning</b> & more', 'a warning & more'],
    ['a &lt;b>warning&lt;/b> & more', 'a <b>warning</b> & more'],
    ['&amp;lt;b&amp;gt;', '&lt;b&gt;'],
    ['<p>one</p><p class="x">two<br/>three</p>', 'one two three '],
    ['<A HREF="https://reef.test/?a=1&amp;b">link</A\n>', 'link'],
    ['<ab> <bo> <b <b', '<ab> <bo> <b <b'],
  ] as const
  for (const [html, text] of cases) assert.equal(stripTags(html), text, html)
})

test('it takes linear time (R-94)', async () => {
  for (const piece of ['<', '<a ', '<a/', '&', '&lt', '<b>', '</'])
    assert.ok((await cpuTime(async () => void stripTags(piece.repeat(300_000)))) < 1500, piece)
})
