import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PUBLIC } from '../../activitypub/vocabulary.ts'
import { visibilityOf } from './audience.ts'

test('a post is for followers if it names its author’s followers and not the public (A-41)', () => {
  const followers = 'https://lagoon.test/ap/users/1/followers'
  const is = (to: string[], cc: string[]) => visibilityOf({ to, cc }, followers) === 'followers'
  assert.deepEqual([is([followers], []), is(['https://reef.test/bo'], [followers])], [true, true])
  assert.deepEqual([is([PUBLIC], [followers]), is([followers], [PUBLIC])], [false, false])
  assert.equal(is(['https://reef.test/bo'], []), false)
  assert.equal(is([`${followers}/2`], []), false)
})
