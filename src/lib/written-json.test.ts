import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Json, writeJson } from './written-json.ts'

test('serialized parts are inserted at any depth', () => {
  const ready = new Json('{"id":"1"}')
  assert.equal(
    writeJson({ a: [ready, ready], b: { c: ready }, d: null }),
    '{"a":[{"id":"1"},{"id":"1"}],"b":{"c":{"id":"1"}},"d":null}',
  )
})

test('undefined properties are left out, as JSON.stringify does', () => {
  const value = { a: undefined, b: 'x"y', c: [1, true, null], d: {} }
  assert.equal(writeJson(value), JSON.stringify(value))
})
