import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oneLine } from './one-line.ts'

test('a quoted text is one line without markup, controls and hidden marks', () => {
  assert.equal(oneLine(' one\r\n\ttwo\u0000\u001b[31m three\u202e ', 99), 'one two [31m three')
  assert.equal(oneLine('<p>one</p><p>two <b>three</b></p>', 99), 'one two three')
  assert.equal(oneLine('a\ud800b', 99), 'a\ufffdb')
  assert.equal(oneLine('\u200b\ufeff', 99), '')
})

test('a long one is cut between characters', () => {
  assert.equal(oneLine('🐚'.repeat(5), 5), '🐚'.repeat(5))
  assert.equal(oneLine('🐚'.repeat(6), 5), `${'🐚'.repeat(4)}…`)
})
