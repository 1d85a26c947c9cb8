import assert from 'node:assert/strict'
import { test } from 'node:test'
import { incomingAccount, remoteAccount } from '../../../../test/world/accounts.ts'
import { remotePicture } from '../../../../test/world/attachments.ts'
import { copiedMedium, registeredMedium, runRemovals } from '../../../../test/world/copies.ts'
import { statusBy } from '../../../../test/world/statuses.ts'
import { storedNames } from '../../../../test/world/stored-media.ts'
import { createTestApp } from '../../../../test/world/test-app.ts'
import { DAY, HOUR } from '../../../lib/durations.ts'
import { deleteAccount } from '../../accounts/delete.ts'
import { storeRemoteAccount } from '../../accounts/store.ts'
import type { App } from '../../app.ts'
import { replaceAttachments } from '../../attachments/store.ts'
import { removeStatus } from '../../statuses/delete.ts'
import { sizeOf } from '../copies/sizes.ts'
import { pruneMedia } from './prune.ts'
import { flushEmojis, noteEmoji } from './seen-emojis.ts'

const at = (name: string) => `https://reef.test/${name}`

async function urls(app: App): Promise<string[]> {
  const rows = await app.db.selectFrom('media').select('remote_url').orderBy('remote_url').execute()
  return rows.map((row) => row.remote_url?.slice('https://reef.test/'.length) ?? '')
}

test('copies of media of a deleted post go at once and their rows later, unless another post shows them', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const author = await remoteAccount(app, 'bo@reef.test')
  const show = (...names: string[]) =>
    statusBy(app, author, {
      attachments: names.map((name) => remotePicture({ url: at(name), preview_url: at(`still-${name}`) })),
    })
  const status = await show('alone', 'shared')
  await show('shared')
  for (const name of ['alone', 'shared', 'still-alone']) await copiedMedium(app, 'attachment', at(name), name)
  await app.transaction((tx) => removeStatus(tx, status, { via: 'delivery' }))
  await runRemovals(app)
  assert.equal((await storedNames(app)).length, 1)
  assert.deepEqual(await sizeOf(app, 'media'), { bytes: 6, entries: 1 })
  await pruneMedia.run(app)
  assert.equal((await urls(app)).length, 4, 'whatever is under way may still use them')
  advance(HOUR)
  await pruneMedia.run(app)
  assert.deepEqual(await urls(app), ['shared', 'still-shared'])
})

test('media that something refers to again stay', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const author = await remoteAccount(app, 'bo@reef.test')
  const show = () => statusBy(app, author, { attachments: [remotePicture({ url: at('a') })] })
  const status = await show()
  await app.transaction((tx) => removeStatus(tx, status, { via: 'delivery' }))
  await show()
  advance(HOUR)
  await pruneMedia.run(app)
  assert.deepEqual(await urls(app), ['a'])
})

test('former pictures of posts and profiles go, and those of deleted profiles', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const pictures = (name: string) => ({ avatar_url: at(`avatar-${name}`), header_url: at(`header-${name}`) })
  const bo = await remoteAccount(app, 'bo@reef.test', pictures('1'))
  const status = await statusBy(app, bo, { attachments: [remotePicture({ url: at('post-1') })] })
  const incoming = incomingAccount('bo@reef.test', { ...pictures('2'), header_url: at('header-1') })
  await app.transaction((tx) => storeRemoteAccount(tx, incoming, { via: 'fetch', handle: { confirmed: true } }))
  await app.transaction((tx) => replaceAttachments(tx, status, [remotePicture({ url: at('post-2') })]))
  advance(HOUR)
  await pruneMedia.run(app)
  assert.deepEqual(await urls(app), ['avatar-2', 'header-1', 'post-2'])
  await deleteAccount(app, await app.db.selectFrom('accounts').selectAll().executeTakeFirstOrThrow(), {
    via: 'delivery',
  })
  advance(HOUR)
  await pruneMedia.run(app)
  assert.deepEqual(await urls(app), ['post-2'])
})

test('rows whose last reference went unnoticed are found, and emojis go when nothing has shown them for long', async () => {
  await using world = await createTestApp({ env: { ATOLL_CACHE_EMOJI_DAYS: '10' } })
  const { app, advance } = world
  for (const name of ['old', 'again']) await registeredMedium(app, 'emoji', at(name))
  await registeredMedium(app, 'attachment', at('forgotten'))
  const twoRuns = async () => {
    await pruneMedia.run(app)
    advance(HOUR)
    await pruneMedia.run(app)
  }
  advance(DAY)
  await twoRuns()
  assert.deepEqual(await urls(app), ['again', 'old'])
  advance(5 * DAY)
  await registeredMedium(app, 'emoji', at('again'))
  advance(5 * DAY)
  await twoRuns()
  assert.deepEqual(await urls(app), ['again'])
})

test('an emoji that an old post still shows stays, and comes back if it was deleted', async () => {
  await using world = await createTestApp({ env: { ATOLL_CACHE_EMOJI_DAYS: '10' } })
  const { app, advance } = world
  for (const name of ['shown', 'forgotten']) await registeredMedium(app, 'emoji', at(name))
  const shown = at('shown')
  for (let day = 0; day < 14; day++) {
    noteEmoji(app, shown)
    await flushEmojis(app)
    await pruneMedia.run(app)
    advance(DAY)
  }
  assert.deepEqual(await urls(app), ['shown'])
  await app.db.deleteFrom('media').execute()
  noteEmoji(app, shown)
  await flushEmojis(app)
  assert.deepEqual(await urls(app), ['shown'])
})
