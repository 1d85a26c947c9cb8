import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readQuotedParameters } from './quoted-parameters.ts'

test('quoted strings and numbers are read', () => {
  const found = readQuotedParameters('keyId="https://reef.test/#k", created=12 ,\tx=""')
  assert.deepEqual(
    [...(found ?? [])],
    [
      ['keyId', 'https://reef.test/#k'],
      ['created', '12'],
      ['x', ''],
    ],
  )
})

test('any other header is refused, also one that repeats a name (R-13)', () => {
  const bad = [
    '',
    'a',
    'a=b',
    'a="b',
    'a="b\\""',
    'a="b",',
    'a="b" c="d"',
    'a="b",a="b"',
    'a=1234567890123',
    '1="b"',
    `a="${'x'.repeat(8192)}"`,
  ]
  for (const header of bad) assert.equal(readQuotedParameters(header), undefined, header.slice(0, 30))
})
