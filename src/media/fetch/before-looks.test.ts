import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { remotePicture } from '../../../test/world/attachments.ts'
import { copiedMedium, registeredMedium } from '../../../test/world/copies.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { cachedCopies } from '../../core/cache/copies.ts'
import { bookmark } from '../../core/interactions/bookmark.ts'
import { boost } from '../../core/interactions/boost.ts'
import { favourite, unfavourite } from '../../core/interactions/favourite.ts'
import { createStatus } from '../../core/statuses/create.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { DAY, SECOND } from '../../lib/durations.ts'
import { fetchBookmarked, fetchBoostedAndParent, fetchFavourited } from './before-looks.ts'

const reactions = {
  'status.favourited': [fetchFavourited],
  'status.bookmarked': [fetchBookmarked],
  'status.created': [fetchBoostedAndParent],
}
type Scene = Awaited<ReturnType<typeof openScene>>

/** A post of another server with a picture of which there is a copy, and one of which there is none. */
async function openScene() {
  const world = await createTestApp({ reactions, env: { ATOLL_CACHE_MEDIA_DAYS: '10' } })
  const { app } = world
  const [here, missing] = ['https://reef.test/here.png', 'https://reef.test/missing.png']
  const attachments = [remotePicture({ url: here }), remotePicture({ url: missing })]
  const post = await statusBy(app, await remoteAccount(app, 'bo@reef.test'), { attachments })
  const copy = await copiedMedium(app, 'attachment', here, 'here')
  const absent = await registeredMedium(app, 'attachment', missing)
  return { ...world, ana: await localAccount(app, 'ana'), post, copy, absent }
}

const uses: Record<string, (scene: Scene, actor: Account, post: Status) => Promise<unknown>> = {
  likes: ({ app }, actor, { id }) => favourite(app, actor, id),
  bookmarks: ({ app }, actor, { id }) => bookmark(app, actor, id),
  boosts: ({ app }, actor, { id }) => boost(app, actor, id),
  'replies to': ({ app }, author, { id }) => createStatus(app, author, { text: 'a reply', in_reply_to_id: id }),
}
for (const [verb, use] of Object.entries(uses)) {
  test(`when somebody here ${verb} a post, the copies of its media stay and the others are fetched`, async () => {
    const scene = await openScene()
    await using _ = scene
    const { app, advance, copy, absent } = scene
    await use(scene, scene.ana, scene.post)
    const jobs = await app.db.selectFrom('jobs').select('payload').where('name', '=', 'fetchMedium').execute()
    assert.deepEqual(
      jobs.map(({ payload }) => (payload as { key: string }).key),
      [absent.key],
    )
    // A pruning that has read the copy before does not drop it any more.
    const row = await app.db.selectFrom('media').selectAll().where('id', '=', copy.id).executeTakeFirstOrThrow()
    assert.equal(row.evictable_at, null)
    advance(20 * DAY)
    assert.equal(await cachedCopies('media').prune(app), 0)
  })
}

test('a like that is undone lets the copies go, and one of another server keeps nothing', async () => {
  const scene = await openScene()
  await using _ = scene
  const { app, advance, ana, post } = scene
  await favourite(app, ana, post.id)
  await unfavourite(app, ana, post.id)
  await favourite(app, await remoteAccount(app, 'cy@reef.test'), post.id, { via: 'delivery' })
  await cachedCopies('media').prune(app)
  advance(10 * DAY + SECOND)
  assert.equal(await cachedCopies('media').prune(app), 'here'.length)
})
