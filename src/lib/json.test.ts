import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson } from './json.ts'
import { JsonError } from './json-error.ts'

const refuses = (input: string | Uint8Array, limits?: Parameters<typeof parseJson>[1]) =>
  assert.throws(() => parseJson(input, limits), JsonError)

test('JSON is parsed from text and bytes', () => {
  assert.deepEqual(parseJson('{"a":["é",{"b":"]}[{"}]}'), { a: ['é', { b: ']}[{' }] })
  assert.deepEqual(parseJson(Buffer.from('{"a":"\\\\\\""}')), { a: '\\"' })
  assert.equal(parseJson('"x"'), 'x')
})

test('size and depth are limited, and the top level can be required to be an object (cases 22, 23, 26)', () => {
  refuses(`"${'x'.repeat(100)}"`, { maxBytes: 100 })
  refuses('['.repeat(33) + ']'.repeat(33))
  assert.ok(parseJson('['.repeat(32) + ']'.repeat(32)))
  assert.ok(parseJson(`"${'['.repeat(100)}"`))
  for (const text of ['[]', '"x"', 'null', '5']) refuses(text, { object: true })
  const began = performance.now()
  refuses('['.repeat(1_000_000))
  refuses('{"a":'.repeat(200_000))
  refuses(`"${'\\'.repeat(1_000_000)}`)
  refuses(`"${'\\"'.repeat(500_000)}`)
  assert.ok(performance.now() - began < 500)
})

const dense: Record<string, (values: number) => string> = {
  numbers: (n) => `[${Array(n).fill('1').join()}]`,
  'empty arrays': (n) => `[${Array(n).fill('[ ]').join()}]`,
  'empty objects': (n) => `[${Array(n).fill('{}').join(' ,\n')}]`,
  strings: (n) => `[${Array(n).fill('"[,\\"{"').join()}]`,
  'lists of one': (n) =>
    `[${Array(n / 2)
      .fill('[1]')
      .join()}]`,
  members: (n) => `{${Array.from({ length: n }, (_, at) => `"${at}":1`).join()}}`,
  'members that are objects': (n) => `{${Array.from({ length: n / 2 }, (_, at) => `"${at}":{"a":1}`).join()}}`,
}
for (const [name, text] of Object.entries(dense)) {
  test(`the number of values is limited, exactly: ${name} (case 28)`, () => {
    assert.ok(parseJson(text(100), { maxValues: 101 }))
    refuses(text(100), { maxValues: 100 })
    refuses(text(50_000))
  })
}

test('the number of names is limited, in all objects together', () => {
  const text = `[${Array(50).fill('{"a" :1,"b":{}}').join()}]`
  assert.ok(parseJson(text, { maxNames: 100 }))
  refuses(text, { maxNames: 99 })
})

test('what follows the last value that is allowed is not read', () => {
  assert.throws(() => parseJson(`[${'1,'.repeat(20)}${'['.repeat(40)}`, { maxValues: 10 }), /more than 10 values/)
})

test('only UTF-8 without a byte order mark is accepted (case 25)', () => {
  refuses('\ufeff{}')
  refuses(Buffer.from('{"a":1}', 'utf16le'))
  refuses(Uint8Array.of(0x22, 0xff, 0x22))
  for (const text of ['', '{', '{"a":1}x', "{'a':1}", 'undefined', '{"a":"\u0000"}']) refuses(text)
})

test('characters that a database cannot store are removed from values and refused in names (case 23)', () => {
  assert.deepEqual(parseJson('{"a":["x\\u0000y","\\ud800","\\ud83d\\ude00"]}'), { a: ['xy', '\ufffd', '😀'] })
  assert.deepEqual(parseJson('"\\\\u0000"'), '\\u0000')
  refuses('{"a\\u0000":1}')
  refuses('{"a":[{"\\udc00":1}]}')
})

test('names with a meaning in JavaScript, such as __proto__, are ordinary names (R-122, case 24)', () => {
  for (const text of ['{"__proto__":{"admin":true}}', '{"__proto__":{"admin":true},"b":"\\u0000"}']) {
    const value = parseJson(text) as Record<string, unknown>
    assert.equal(value.admin, undefined)
    assert.ok(Object.hasOwn(value, '__proto__'))
  }
  assert.equal(({} as Record<string, unknown>).admin, undefined)
})
