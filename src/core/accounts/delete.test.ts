import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, localUser, remoteAccount } from '../../../test/world/accounts.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { App } from '../app.ts'
import { Forbidden, type Invalid, NotFound } from '../errors.ts'
import { favourite } from '../interactions/favourite.ts'
import { purgeAccount, startPurge } from '../purge/account.ts'
import { block } from '../relationships/block.ts'
import { follow } from '../relationships/follow.ts'
import { mute } from '../relationships/mute.ts'
import { createToken } from '../tokens/create.ts'
import { findViewer } from '../tokens/find.ts'
import { createUser } from '../users/create.ts'
import { deleteLogin } from '../users/delete.ts'
import { deleteAccount } from './delete.ts'
import { findAccount, findAccountByUri, findLocalAccount, requireAccount } from './find.ts'
import { ensureInstanceActor, findInstanceActor } from './instance-actor.ts'
import { findKey, signingKeys } from './keys.ts'

const reactions = { 'account.deleted': [deleteLogin, startPurge] }

const purge = (app: App, account: Account) =>
  purgeAccount.run(app, { account_id: account.id, uri: account.uri, step: 0 }, { id: 1, attempt: 1, createdAt: 0 })

async function tombstones(app: App): Promise<string[]> {
  return (await app.db.selectFrom('tombstones').select('uri').execute()).map(({ uri }) => uri)
}

function post(app: App, author: Account): Promise<Status> {
  return statusBy(app, author, { content: '<p>hello</p>', language: null })
}

test('a deleted account disappears at once, but its name and keys stay reserved (E-27, E-28, R-59)', async () => {
  await using world = await createTestApp({ reactions })
  const { app, events } = world
  const { user, account: ana } = await localUser(app, 'ana', { email: 'ana@mail.test' })
  const { key } = await createToken(app, user, { name: 'phone', scopes: ['read'] })
  await deleteAccount(app, ana, { via: 'local' })
  await deleteAccount(app, ana, { via: 'local' })
  assert.equal(events.filter((e) => e.event === 'account.deleted').length, 1)
  assert.equal(await findViewer(app, key), undefined)
  assert.equal(await findLocalAccount(app, 'ana'), undefined)
  await assert.rejects(requireAccount(app, ana.id), NotFound)
  assert.notEqual((await findAccount(app, ana.id))?.deleted_at, null)
  await purge(app, ana)
  assert.equal((await findKey(app, `${ana.uri}#main-key`))?.account.id, ana.id)
  assert.equal((await signingKeys(app, ana.id)).rsa.private_pem, 'private')
  await assert.rejects(createUser(app, { username: 'Ana' }), (error: Invalid) => {
    assert.equal(error.problems.username?.[0]?.[0], 'taken')
    return true
  })
  // The email address is free again.
  await localUser(app, 'ana2', { email: 'ana@mail.test' })
})

test('everything of a deleted account is removed in batches, and the counts of others go down (C18, A-14)', async () => {
  await using world = await createTestApp({ reactions })
  const { app, events } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  const cy = await localAccount(app, 'cy')
  await follow(app, bo, ana, { via: 'delivery' })
  await follow(app, bo, cy, { via: 'delivery' })
  await follow(app, ana, bo)
  await mute(app, ana, bo)
  await block(app, cy, bo)
  const kept = await post(app, ana)
  await favourite(app, bo, kept.id, { uri: 'https://reef.test/likes/1', via: 'delivery' })
  for (let i = 0; i < 120; i++) await post(app, bo)
  await deleteAccount(app, bo, { via: 'delivery' })
  events.length = 0
  await purge(app, bo)
  await purge(app, bo)
  assert.equal(
    events.some((e) => e.event === 'status.deleted' && !e.ids.isConsequence),
    false,
  )
  for (const table of ['follows', 'follow_requests', 'mutes', 'blocks', 'favourites'] as const)
    assert.deepEqual(await app.db.selectFrom(table).selectAll().execute(), [], table)
  const left = await app.db.selectFrom('statuses').select(['id', 'favourites_count']).execute()
  assert.deepEqual(
    left.map((row) => ({ ...row })),
    [{ id: kept.id, favourites_count: 0 }],
  )
  assert.equal((await requireAccount(app, ana.id)).followers_count, 0)
  // If bo comes back, the origin decides about each post (C8). Those of a local account are answered with 410 (E-51).
  assert.deepEqual(await tombstones(app), [])
  await deleteAccount(app, ana, { via: 'local' })
  await purge(app, ana)
  assert.deepEqual(await tombstones(app), [kept.uri])
  assert.notEqual((await findAccountByUri(app, bo.uri))?.deleted_at, null)
})

test('a deleted profile keeps only what identifies the account (C18)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const bo = await remoteAccount(app, 'bo@reef.test', {
    display_name: 'Bo',
    note: '<p>words</p>',
    fields: [{ name: 'web', value: 'reef.test' }],
    emojis: [{ shortcode: 'wave', url: 'https://reef.test/wave.png' }],
    avatar_url: 'https://reef.test/a.png',
    avatar_description: 'my face',
    header_url: 'https://reef.test/h.png',
    header_description: 'the sea',
    also_known_as: ['https://far.test/bo'],
    moved_to_uri: 'https://far.test/bo',
    bot: true,
  })
  assert.ok(bo.avatar_key && bo.header_key)
  await deleteAccount(app, bo, { via: 'delivery' })
  assert.deepEqual(await findAccountByUri(app, bo.uri), {
    ...bo,
    display_name: '',
    note: '',
    fields: [],
    emojis: [],
    avatar_url: null,
    avatar_key: null,
    avatar_description: '',
    header_url: null,
    header_key: null,
    header_description: '',
    also_known_as: [],
    moved_to_uri: null,
    discoverable: false,
    deleted_at: app.clock.now(),
    revision: bo.revision + 1,
  })
})

test('the instance actor has keys but no login, and cannot be deleted or followed (E-29)', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const actor = await ensureInstanceActor(app)
  assert.equal((await ensureInstanceActor(app)).id, actor.id)
  assert.equal((await findInstanceActor(app)).uri, 'https://lagoon.test/actor')
  assert.equal(actor.actor_type, 'Application')
  assert.equal(actor.username, 'lagoon.test')
  assert.equal((await findLocalAccount(app, 'lagoon.test'))?.id, actor.id)
  assert.match((await signingKeys(app, actor.id)).rsa.private_pem ?? '', /BEGIN PRIVATE KEY/)
  await assert.rejects(deleteAccount(app, actor, { via: 'local' }), Forbidden)
  await assert.rejects(follow(app, await localAccount(app, 'ana'), actor), Forbidden)
})
