import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localUser } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { createStatus } from '../statuses/create.ts'
import { accountTimeline } from './account.ts'
import { tagTimeline } from './tag.ts'

test('the search for a page ends after a number of posts, in both directions', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { account: ana } = await localUser(app, 'ana')
  const post = async (visibility: 'public' | 'followers') =>
    (await createStatus(app, ana, { text: '#sea', visibility })).id
  const first = await post('public')
  for (let at = 0; at < 3; at++) await post('followers')
  const last = await post('public')
  const found = async (searched: number | undefined, page: { maxId?: number; minId?: number } = {}) => {
    const limits = { limit: 20, ...page }
    const narrowed = searched === undefined ? {} : { searched }
    const own = await accountTimeline(app, ana, undefined, { onlyPublic: true, ...narrowed }, limits)
    assert.deepEqual(await tagTimeline(app, 'sea', { local: true, ...narrowed }, undefined, limits), own)
    return own
  }
  assert.deepEqual(await found(undefined), [last, first])
  assert.deepEqual(await found(5), [last, first])
  assert.deepEqual(await found(4), [last])
  assert.deepEqual(await found(3, { maxId: last }), [])
  assert.deepEqual(await found(4, { maxId: last }), [first])
  assert.deepEqual(await found(3, { minId: first }), [])
  assert.deepEqual(await found(4, { minId: first }), [last])
})
