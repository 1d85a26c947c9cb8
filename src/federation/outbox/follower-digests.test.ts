import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { digestOfMembers } from '../../activitypub/collection-synchronization.ts'
import type { App } from '../../core/app.ts'
import { follow } from '../../core/relationships/follow.ts'
import { unfollow } from '../../core/relationships/unfollow.ts'
import type { Id } from '../../lib/ids.ts'
import {
  findFollowersAt,
  followerDigestCache,
  followerDigests,
  invalidateFollowerDigests,
  MAX_FOLLOWERS_COMPARED,
} from './follower-digests.ts'

const ROWS_PER_INSERT = 500

/** Inserts followers with these actor ids directly, without the side effects of a follow. */
async function addFollowers(app: App, target_id: Id, uris: readonly string[]): Promise<void> {
  for (let from = 0; from < uris.length; from += ROWS_PER_INSERT) {
    const accounts = uris.slice(from, from + ROWS_PER_INSERT).map((uri) => {
      const { host } = new URL(uri)
      const fixed = { actor_type: 'Person' as const, inbox_url: `${uri}/inbox`, created_at: 1, updated_at: 1 }
      return { id: app.ids.next(), uri, username: 'x', domain: host, ...fixed }
    })
    const edges = accounts.map(({ id }) => ({ id, account_id: id, target_id, created_at: 1 }))
    await app.db.insertInto('accounts').values(accounts).execute()
    await app.db.insertInto('follows').values(edges).execute()
  }
}

test('followers are grouped by the origin of their ids, however many there are (S-44)', async () => {
  await using test = await createTestApp()
  const { app } = test
  const ana = await localAccount(app, 'ana')
  const of = (host: string, count: number) => Array.from({ length: count }, (_, i) => `https://${host}/users/${i}`)
  const groups: Record<string, string[]> = {
    'https://reef.test': of('reef.test', 1_500),
    'https://reef.test:8443': of('reef.test:8443', 3),
    'https://a_b.test': of('a_b.test', 2),
    'https://axb.test': of('axb.test', 2),
    'https://reef.test.evil.test': of('reef.test.evil.test', 1),
  }
  await addFollowers(app, ana.id, Object.values(groups).flat())
  const digests = await followerDigests(app, ana.id)
  assert.deepEqual(
    digests,
    new Map(Object.entries(groups).map(([origin, uris]) => [origin, digestOfMembers(uris)] as const)),
  )
  for (const [origin, uris] of Object.entries(groups)) {
    const found = await findFollowersAt(app, ana.id, origin)
    assert.deepEqual(
      found?.map(({ uri }) => uri),
      uris,
    )
  }
  assert.deepEqual(await findFollowersAt(app, ana.id, 'https://lagoon.test'), [])
})

test('a digest is computed once and again after a follow or an unfollow (S-44)', async () => {
  const invalidate = [invalidateFollowerDigests]
  await using test = await createTestApp({
    reactions: { 'account.followed': invalidate, 'account.unfollowed': invalidate },
  })
  const { app } = test
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  const digest = async () => (await followerDigests(app, ana.id))?.get('https://reef.test')
  assert.equal(await digest(), undefined)
  assert.equal(followerDigests(app, ana.id), followerDigests(app, ana.id))
  await follow(app, bo, ana, { via: 'delivery' })
  assert.equal(await digest(), digestOfMembers([bo.uri]))
  await unfollow(app, bo, ana, { via: 'delivery' })
  assert.equal(await digest(), undefined)
})

test('an account with more followers than the limit has no digests (S-44)', async () => {
  await using test = await createTestApp()
  const { app } = test
  const ana = await localAccount(app, 'ana')
  const uris = Array.from({ length: MAX_FOLLOWERS_COMPARED }, (_, i) => `https://reef.test/users/${i}`)
  await addFollowers(app, ana.id, uris)
  assert.equal((await followerDigests(app, ana.id))?.size, 1)
  assert.equal((await findFollowersAt(app, ana.id, 'https://reef.test'))?.length, MAX_FOLLOWERS_COMPARED)
  await addFollowers(app, ana.id, ['https://lagoon.test/users/x', 'https://reef.test/users/x'])
  app.slot(followerDigestCache).clear()
  assert.equal(await followerDigests(app, ana.id), undefined)
  assert.equal(await findFollowersAt(app, ana.id, 'https://reef.test'), undefined)
})
