import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { remotePicture } from '../../../test/world/attachments.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { SECOND } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { boost } from '../interactions/boost.ts'
import { pin } from '../interactions/pin.ts'
import { block } from '../relationships/block.ts'
import { mute } from '../relationships/mute.ts'
import { accountTimeline } from './account.ts'
import { type PublicFilters, publicTimeline } from './public.ts'
import { tagTimeline } from './tag.ts'

const PAGE = { limit: 40 }

async function scene(app: App) {
  const [ana, bo, cy] = [
    await localAccount(app, 'ana'),
    await remoteAccount(app, 'bo@reef.test'),
    await localAccount(app, 'cy'),
  ]
  const tags = ['Coral']
  const here = await statusBy(app, cy, { tags })
  const there = await statusBy(app, bo, { tags, attachments: [remotePicture()] })
  const reply = await statusBy(app, bo, { tags, parent: here })
  const thread = await statusBy(app, bo, { parent: there })
  const unlisted = await statusBy(app, bo, { tags, visibility: 'unlisted' })
  const secret = await statusBy(app, bo, { tags, visibility: 'followers' })
  const boosted = await boost(app, bo, here.id)
  return { ana, bo, cy, here, there, reply, thread, unlisted, secret, boosted }
}

test('public timelines contain public posts and threads, but no replies to others and no boosts (R-52)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { ana, bo, here, there, thread } = await scene(app)
  const see = async (filters: PublicFilters, viewer?: Account) =>
    new Set(await publicTimeline(app, filters, viewer, PAGE))
  const ids = (...statuses: { id: number }[]) => new Set(statuses.map(({ id }) => id))
  assert.deepEqual(await see({}), ids(here, there, thread))
  assert.deepEqual(await see({ local: true }), ids(here))
  assert.deepEqual(await see({ remote: true }), ids(there, thread))
  assert.deepEqual(await see({ onlyMedia: true }), ids(there))
  assert.deepEqual(await see({ onlyMedia: true, local: true }, ana), ids())
  await mute(app, ana, bo)
  assert.deepEqual(await see({}, ana), ids(here))
  assert.deepEqual(await see({ onlyMedia: true }, ana), ids())
})

test('blocks in both directions hide statuses from public timelines', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { ana, bo, cy, here } = await scene(app)
  await block(app, bo, ana)
  assert.deepEqual(await publicTimeline(app, {}, ana, PAGE), [here.id])
  await block(app, ana, cy)
  assert.deepEqual(await publicTimeline(app, {}, ana, PAGE), [])
  assert.deepEqual(await tagTimeline(app, 'coral', {}, ana, PAGE), [])
})

test('pages of public timelines connect in every direction', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const cy = await localAccount(app, 'cy')
  const ids = []
  for (let n = 0; n < 5; n++) {
    advance(SECOND)
    ids.unshift((await statusBy(app, cy, { attachments: [remotePicture()] })).id)
  }
  for (const onlyMedia of [false, true]) {
    const page = (about: object) => publicTimeline(app, { onlyMedia }, undefined, { limit: 2, ...about })
    assert.deepEqual(await page({}), ids.slice(0, 2))
    assert.deepEqual(await page({ maxId: ids[1] }), ids.slice(2, 4))
    assert.deepEqual(await page({ minId: ids[4] }), ids.slice(2, 4))
    assert.deepEqual(await page({ sinceId: ids[4] }), ids.slice(0, 2))
  }
})

test('a hashtag timeline contains public posts and replies, for any spelling of the tag', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { here, there, reply } = await scene(app)
  for (const tag of ['coral', '#CORAL', 'Ｃoral'])
    assert.deepEqual(new Set(await tagTimeline(app, tag, {}, undefined, PAGE)), new Set([here.id, there.id, reply.id]))
  assert.deepEqual(await tagTimeline(app, 'coral', { local: true }, undefined, PAGE), [here.id])
  assert.deepEqual(await tagTimeline(app, 'coral', { onlyMedia: true }, undefined, PAGE), [there.id])
  assert.deepEqual(await tagTimeline(app, 'nothing', {}, undefined, PAGE), [])
})

test('an account timeline respects visibility and can exclude replies, boosts and posts without media', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { ana, bo, there, reply, thread, unlisted, secret, boosted } = await scene(app)
  const list = async (filters: object, viewer?: Account) =>
    new Set(await accountTimeline(app, bo, viewer, filters, PAGE))
  const ids = (...statuses: { id: number }[]) => new Set(statuses.map(({ id }) => id))
  const open = [there, reply, thread, unlisted, boosted]
  assert.deepEqual(await list({}), ids(...open))
  assert.deepEqual(await list({}, ana), ids(...open))
  assert.deepEqual(await list({}, bo), ids(...open, secret))
  await app.db.insertInto('follows').values({ id: 1, account_id: ana.id, target_id: bo.id, created_at: 0 }).execute()
  assert.deepEqual(await list({}, ana), ids(...open, secret))
  assert.deepEqual(await list({ excludeReplies: true, excludeReblogs: true }), ids(there, thread, unlisted))
  assert.deepEqual(await list({ onlyMedia: true }), ids(there))
  assert.deepEqual(await list({ tagged: '#coral' }), ids(there, reply, unlisted))
  await pin(app, bo, unlisted.id, { via: 'fetch' })
  assert.deepEqual(await list({ pinned: true }), ids(unlisted))
  await block(app, bo, ana)
  assert.deepEqual(await list({}, ana), ids())
})
