import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ids, optionalFlag, optionalId, optionalText, visibility, wholeNumber } from './form-types.ts'

test('booleans are read as forms write them', () => {
  for (const no of ['0', 'false', 'off', 'f', false, 0]) assert.equal(optionalFlag.parse(no), false)
  for (const yes of ['1', 'true', 'on', 't', true, 1]) assert.equal(optionalFlag.parse(yes), true)
  for (const nothing of ['', undefined, null]) assert.equal(optionalFlag.parse(nothing), undefined)
  assert.equal(optionalFlag.safeParse({}).success, false)
})

test('ids are read from lists, single values and numbers; invalid ids are dropped (case 93)', () => {
  assert.deepEqual(ids.parse(['1', '2', '1', 'x', '-4', 3, null, '9'.repeat(30)]), [1, 2, 3])
  assert.deepEqual(ids.parse('7'), [7])
  assert.deepEqual(ids.parse(undefined), [])
  assert.equal(ids.parse(Array.from({ length: 500 }, (_, i) => String(i + 1))).length, 80)
  assert.equal(optionalId.parse(''), undefined)
  assert.equal(optionalId.safeParse('nope').success, false)
})

test('texts and numbers are converted and bounded', () => {
  assert.equal(optionalText(3).parse(12), '12')
  assert.equal(optionalText(3).parse(null), undefined)
  assert.equal(optionalText(3).safeParse('1234').success, false)
  assert.equal(optionalText(3).safeParse(['a']).success, false)
  assert.equal(wholeNumber(0, 10).parse('7'), 7)
  for (const bad of ['11', '-1', '1.5', 'x', {}]) assert.equal(wholeNumber(0, 10).safeParse(bad).success, false)
})

test('the visibility “private” is read as “followers”', () => {
  assert.equal(visibility.parse('private'), 'followers')
  assert.equal(visibility.parse(''), undefined)
  assert.equal(visibility.safeParse('followers').success, false)
})
