import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Json, writeJson } from './written-json.ts'

test('ready text is spliced in at any depth', () => {
  const ready = new Json('{"id":"1"}')
  assert.equal(
    writeJson({ a: [ready, ready], b: { c: ready }, d: null }),
    '{"a":[{"id":"1"},{"id":"1"}],"b":{"c":{"id":"1"}},"d":null}',
  )
})

test('what has no value is left out of objects, as JSON.stringify does', () => {
  const value = { a: undefined, b: 'x"y', c: [1, true, null], d: {} }
  assert.equal(writeJson(value), JSON.stringify(value))
})
