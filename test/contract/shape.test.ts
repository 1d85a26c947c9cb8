import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mismatchesOf } from './shape.ts'

test('the comparison finds missing properties and wrong types', () => {
  assert.deepEqual(mismatchesOf({ id: '1', text: 'x' }, 'StatusSource'), ['StatusSource.spoiler_text is missing'])
  assert.deepEqual(mismatchesOf({ id: 1, text: 'x', spoiler_text: '' }, 'StatusSource'), [
    'StatusSource.id is 1, not string',
  ])
  assert.deepEqual(mismatchesOf({ id: '1', text: 'x', spoiler_text: '' }, 'StatusSource'), [])
})
