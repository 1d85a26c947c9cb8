import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { wordDiff } from './word-diff.ts'

const marked = (before: string, after: string) =>
  wordDiff(before, after)
    .map(({ kind, text }) => (kind === 'same' ? text : `${kind === 'added' ? '+' : '-'}[${text}]`))
    .join('')

test('a comparison shows the words that changed', () => {
  assert.equal(
    marked('a walk this morning, alone', 'a walk this evening, alone'),
    'a walk this -[morning,]+[evening,] alone',
  )
  assert.equal(marked('one', 'one two'), 'one+[ two]')
  assert.equal(marked('', 'new'), '+[new]')
  assert.equal(marked('same', 'same'), 'same')
})

test('both texts can be read from a comparison, also of long ones', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ' ', '\n'), { maxLength: 40 }).map((parts) => parts.join(''))
  const without = (parts: ReturnType<typeof wordDiff>, kind: string) =>
    parts.flatMap((part) => (part.kind === kind ? [] : [part.text])).join('')
  fc.assert(
    fc.property(text, text, (before, after) => {
      const parts = wordDiff(before, after)
      assert.deepEqual([without(parts, 'added'), without(parts, 'removed')], [before, after])
    }),
  )
  const long = 'word '.repeat(5_000)
  assert.deepEqual(
    wordDiff(long, `${long}more`).map(({ kind }) => kind),
    ['removed', 'added'],
  )
})
