import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_FIELDS, nestFields } from './nest-fields.ts'

const plain = (fields: unknown) => JSON.parse(JSON.stringify(fields))

const cases: [string, [string, string][], unknown][] = [
  ['plain names', [['status', 'hello']], { status: 'hello' }],
  ['the last of two values wins', [['a', '1'], ['a', '2']], { a: '2' }],
  ['lists', [['id[]', '1'], ['id[]', '2']], { id: ['1', '2'] }],
  ['objects', [['source[privacy]', 'private'], ['source[language]', 'de']], { source: { privacy: 'private', language: 'de' } }],
  ['numbered objects', [['f[0][name]', 'a'], ['f[0][value]', 'b'], ['f[1][name]', 'c']], { f: { 0: { name: 'a', value: 'b' }, 1: { name: 'c' } } }],
  ['lists in objects', [['poll[options][]', 'a'], ['poll[options][]', 'b']], { poll: { options: ['a', 'b'] } }],
  ['a list of objects', [['a[][x]', '1'], ['a[][y]', '2'], ['a[][x]', '3']], { a: [{ x: '1', y: '2' }, { x: '3' }] }],
  ['lists in a list of objects', [['a[][x][]', '1'], ['a[][x][]', '2'], ['a[][y]', '3']], { a: [{ x: ['1', '2'], y: '3' }] }],
  ['objects in a list of objects', [['a[][x][y]', '1'], ['a[][x][z]', '2'], ['a[][x][y]', '3']], { a: [{ x: { y: '1', z: '2' } }, { x: { y: '3' } }] }],
  ['a name that only looks nested', [['a]b[', '1'], ['[x]', '2']], { 'a]b[': '1', '[x]': '2' }],
  ['a text, then an object of the same name', [['a', '1'], ['a[b]', '2']], { a: { b: '2' } }],
  ['fields nested too deeply are dropped', [['a[b][c][d][e][f]', '1']], {}],
  ['NUL and lone surrogates (case 23)', [['a', 'x\0y\ud800']], { a: 'xy\ufffd' }],
] // biome-ignore format: a table
for (const [why, pairs, expected] of cases) {
  test(`field names: ${why}`, () => assert.deepEqual(plain(nestFields(pairs)), expected))
}

test('__proto__ is an ordinary field name (case 24, R-122)', () => {
  const fields = nestFields([
    ['__proto__[admin]', 'yes'],
    ['constructor[prototype][admin]', 'yes'],
  ])
  assert.equal(({} as Record<string, unknown>).admin, undefined)
  assert.equal(Object.getPrototypeOf(fields), null)
})

test('too many fields are refused', () => {
  const pairs = Array.from({ length: MAX_FIELDS + 1 }, (_, i): [string, string] => [`f${i}`, ''])
  assert.throws(() => nestFields(pairs), RangeError)
})
