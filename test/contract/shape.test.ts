import assert from 'node:assert/strict'
import { test } from 'node:test'
import { misfitsOf } from './shape.ts'

test('the comparison itself finds what is missing or of another type', () => {
  assert.deepEqual(misfitsOf({ id: '1', text: 'x' }, 'StatusSource'), ['StatusSource.spoiler_text is missing'])
  assert.deepEqual(misfitsOf({ id: 1, text: 'x', spoiler_text: '' }, 'StatusSource'), [
    'StatusSource.id is 1, not string',
  ])
  assert.deepEqual(misfitsOf({ id: '1', text: 'x', spoiler_text: '' }, 'StatusSource'), [])
})
