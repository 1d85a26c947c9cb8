import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kysely } from 'kysely'
import { remoteAccount } from '../../../../test/world/accounts.ts'
import { statusBy } from '../../../../test/world/statuses.ts'
import { createTestApp } from '../../../../test/world/test-app.ts'
import { tagTimeline } from '../../../core/timelines/tag.ts'
import { upgradeSpine } from '../0002-from-spine.ts'

test('posts under two spellings of a hashtag that have become one are found under it after an upgrade', async () => {
  await using world = await createTestApp()
  const { app } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  const post = (...tags: string[]) => statusBy(app, bo, { visibility: 'public', tags })
  const posts = [await post('blahaj'), await post('other', 'blahaj'), await post('other'), await post('fiancee')]
  const [first = 0, both = 0, second = 0, alone = 0] = posts.map(({ id }) => id)
  const rename = (id: number, tag_key: string) =>
    app.db.updateTable('tags').set({ tag_key }).where('id', '=', id).execute()
  const tags = await app.db.selectFrom('tags').select(['id', 'tag_key']).execute()
  for (const { id, tag_key } of tags) await rename(id, { other: 'blåhaj', fiancee: 'fiancée' }[tag_key] ?? tag_key)
  await app.db.schema.alterTable('status_tags').dropColumn('place').execute()
  await upgradeSpine(app.db as unknown as Kysely<unknown>, app.dialect.name)
  const timeline = async (tag: string) => (await tagTimeline(app, tag, {}, undefined, { limit: 9 })).sort()
  assert.deepEqual(await timeline('blahaj'), [first, both, second].sort())
  assert.deepEqual(await timeline('Fiancée'), [alone])
  assert.equal((await app.db.selectFrom('tags').select('id').execute()).length, 2)
})
