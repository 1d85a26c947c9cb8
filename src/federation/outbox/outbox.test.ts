import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import type { App, Reactions } from '../../core/app.ts'
import { blockedDomains } from '../../core/domains/is-blocked.ts'
import { applyEdit } from '../../core/edits/apply-edit.ts'
import { boost, unboost } from '../../core/interactions/boost.ts'
import { favourite, unfavourite } from '../../core/interactions/favourite.ts'
import { pin } from '../../core/interactions/pin.ts'
import { acceptFollow } from '../../core/relationships/answer.ts'
import { block } from '../../core/relationships/block.ts'
import { follow } from '../../core/relationships/follow.ts'
import { unfollow } from '../../core/relationships/unfollow.ts'
import { deleteStatus } from '../../core/statuses/delete.ts'
import { type StatusDraft, storeStatus } from '../../core/statuses/store.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { WAITING_FOR_HOST } from '../../delivery/deliver.ts'
import { hostFailed, hostState } from '../../delivery/host-health.ts'
import { DAY, SECOND } from '../../lib/durations.ts'
import { reactions } from '../../reactions.ts'
import { fanOutToInboxes } from './fan-out.ts'

/** The reactions that send activities. */
const sending = Object.fromEntries(
  Object.entries(reactions).map(([event, list]) => [event, list.filter(({ name }) => /^send/.test(name))]),
) as Partial<Reactions>

async function createFixture() {
  const test = await createTestApp({ reactions: sending })
  const ana = await localAccount(test.app, 'ana')
  const bo = await remoteAccount(test.app, 'bo@reef.test')
  return { test, app: test.app, ana, bo, [Symbol.asyncDispose]: () => test[Symbol.asyncDispose]() }
}

/** The remote account `follower` follows a local one. */
async function follows(app: App, follower: Account, target: Account) {
  const uri = `${follower.uri}#follows/1`
  await follow(app, follower, target, { uri, via: 'delivery' })
  await app.db.deleteFrom('jobs').execute()
  await app.db.deleteFrom('outbox').execute()
}

function write(app: App, author: Account, draft: Partial<StatusDraft> = {}): Promise<Status> {
  return statusBy(app, author, { content: '<p>hello</p>', ...draft }, 'local')
}

function edit(app: App, status: Status, content: string, seconds: number) {
  const editedAt = status.version_at + seconds * SECOND
  return app.transaction((tx) => applyEdit(tx, status, { content }, { via: 'local', editedAt }))
}

interface Sent {
  inbox: string
  type: string
  activity: Record<string, unknown> & { object: Record<string, unknown> }
}

/** The pending deliveries, oldest first. */
async function sent(app: App): Promise<Sent[]> {
  const jobs = await app.db.selectFrom('jobs').selectAll().where('name', '=', 'deliver').orderBy('id').execute()
  const rows = await app.db.selectFrom('outbox').selectAll().execute()
  return jobs.map(({ payload }) => {
    const { inbox, outbox_id } = payload as { inbox: string; outbox_id: number }
    const row = rows.find(({ id }) => id === outbox_id)
    return { inbox, type: row?.type ?? '', activity: JSON.parse(row?.body ?? 'null') }
  })
}
const inboxes = async (app: App) => (await sent(app)).map(({ inbox }) => inbox)
const types = async (app: App) => (await sent(app)).map(({ type }) => type)

test('a server receives one delivery, however many of its accounts follow (A-49)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  await follows(app, bo, ana)
  await follows(app, await remoteAccount(app, 'cy@reef.test'), ana)
  await follows(app, await remoteAccount(app, 'di@atoll.test', { shared_inbox_url: null }), ana)
  await write(app, ana)
  assert.deepEqual((await inboxes(app)).sort(), ['https://atoll.test/users/di/inbox', 'https://reef.test/inbox'])
  assert.equal((await app.db.selectFrom('outbox').selectAll().execute()).length, 1, 'the activity is rendered once')
})

test('a Create and its object have equal addressing and no hidden audience (A-10)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  const status = await write(app, ana, { mentions: [{ account: bo, silent: false }], tags: ['Lagoon'] })
  const [{ activity, inbox } = assert.fail()] = await sent(app)
  assert.equal(inbox, 'https://reef.test/inbox')
  assert.equal(activity.id, `${status.uri}/activity`)
  assert.deepEqual([activity.to, activity.cc], [activity.object.to, activity.object.cc])
  assert.deepEqual(activity.cc, [`${ana.uri}/followers`, bo.uri])
  assert.equal(activity.object.attributedTo, ana.uri)
  assert.deepEqual(activity.object.tag, [
    { type: 'Mention', href: bo.uri, name: '@bo@reef.test' },
    { type: 'Hashtag', href: 'https://lagoon.test/tags/lagoon', name: '#lagoon' },
  ])
  assert.doesNotMatch(JSON.stringify(activity), /"b(to|cc)"/)
})

test('a direct message goes to mentioned accounts only (A-40)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  await follows(app, await remoteAccount(app, 'cy@atoll.test'), ana)
  await write(app, ana, { visibility: 'direct', mentions: [{ account: bo, silent: false }] })
  const [{ activity } = assert.fail(), ...others] = await sent(app)
  assert.deepEqual([activity.to, activity.cc, activity.object.directMessage], [[bo.uri], [], true])
  assert.deepEqual(others, [])
})

test('nothing is sent to this server, blocked domains or suspended accounts (case 43)', async () => {
  await using fixture = await createFixture()
  const { app, ana } = fixture
  const us = 'https://lagoon.test/inbox'
  await follows(app, await remoteAccount(app, 'loop@far.test', { inbox_url: us, shared_inbox_url: us }), ana)
  await follows(app, await remoteAccount(app, 'no@sub.blocked.test'), ana)
  const gone = await remoteAccount(app, 'gone@shore.test')
  await follows(app, gone, ana)
  await app.db.updateTable('accounts').set({ suspended_at: 1 }).where('id', '=', gone.id).execute()
  await app.db.insertInto('domain_blocks').values({ domain: 'blocked.test', created_at: 1 }).execute()
  app.slot(blockedDomains).clear()
  await write(app, ana)
  assert.deepEqual(await sent(app), [])
  assert.deepEqual(
    await app.db.selectFrom('outbox').selectAll().execute(),
    [],
    'without recipients, no activity is stored',
  )
})

test('a reply to a local account also goes to the followers of that account (A-49)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  const eve = await localAccount(app, 'eve')
  await follows(app, bo, eve)
  const parent = await write(app, eve)
  await app.db.deleteFrom('jobs').execute()
  await write(app, ana, { parent })
  assert.deepEqual(await inboxes(app), ['https://reef.test/inbox'])
  await app.db.deleteFrom('jobs').execute()
  await write(app, ana, { parent, visibility: 'followers' })
  assert.deepEqual(await inboxes(app), [], 'only if everybody may see the reply')
})

test('a newer Update replaces an unsent one (C23)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  await follows(app, bo, ana)
  const status = await write(app, ana)
  await app.db.updateTable('jobs').set({ attempts: 1, last_error: 'timeout' }).execute()
  await edit(app, status, '<p>second</p>', 1)
  await edit(app, status, '<p>third</p>', 2)
  assert.deepEqual(await types(app), ['Create', 'Update'])
  for (const { activity } of await sent(app)) assert.equal(activity.object.content, '<p>third</p>')
})

test('an edit before the first attempt of the Create changes the Create, and needs no Update (C23)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  await follows(app, bo, ana)
  const status = await write(app, ana)
  await favourite(app, await remoteAccount(app, 'cy@atoll.test'), status.id, { via: 'delivery' })
  await edit(app, status, '<p>second</p>', 1)
  assert.deepEqual(
    (await sent(app)).map(({ inbox, type }) => `${type} ${inbox}`),
    ['Create https://reef.test/inbox', 'Update https://atoll.test/inbox'],
  )
  const [{ activity } = assert.fail()] = await sent(app)
  assert.equal(activity.object.content, '<p>second</p>')
  assert.ok(String(activity.object.updated) > String(activity.published))
})

test('an edit while the Create is being delivered is sent after it (C23)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  await follows(app, bo, ana)
  const status = await write(app, ana)
  await app.db.updateTable('jobs').set({ attempts: 1, leased_by: 'worker' }).execute()
  await edit(app, status, '<p>second</p>', 1)
  assert.deepEqual(await types(app), ['Create', 'Update'])
})

test('deleting a post whose Create was never tried drops the Create and the Delete (C23)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  await follows(app, bo, ana)
  const status = await write(app, ana)
  await edit(app, status, '<p>second</p>', 1)
  await app.db.updateTable('jobs').set({ last_error: WAITING_FOR_HOST }).execute()
  await deleteStatus(app, ana, status.id)
  assert.deepEqual(await types(app), [])
})

test('deleting a post whose Create was tried sends only the Delete (C23)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  await follows(app, bo, ana)
  const status = await write(app, ana)
  await app.db.updateTable('jobs').set({ attempts: 1, last_error: 'timeout' }).execute()
  await deleteStatus(app, ana, status.id)
  const [{ type, activity } = assert.fail(), ...others] = await sent(app)
  assert.deepEqual([type, activity.object.id, activity.object.type], ['Delete', status.uri, 'Tombstone'])
  assert.deepEqual(others, [])
})

test('a Create that is being delivered is not dropped (C23)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  await follows(app, bo, ana)
  const status = await write(app, ana)
  await app.db.updateTable('jobs').set({ attempts: 1, leased_by: 'worker' }).execute()
  await deleteStatus(app, ana, status.id)
  assert.deepEqual(await types(app), ['Create', 'Delete'])
})

test('an edit and a deletion also reach accounts that boosted or favourited the post (A-11, A-49)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  const status = await write(app, ana)
  await boost(app, bo, status.id, { uri: 'https://reef.test/boosts/1', via: 'delivery' })
  await favourite(app, await remoteAccount(app, 'cy@atoll.test'), status.id, { via: 'delivery' })
  await edit(app, status, '<p>second</p>', 1)
  assert.deepEqual((await inboxes(app)).sort(), ['https://atoll.test/inbox', 'https://reef.test/inbox'])
  await app.db.deleteFrom('jobs').execute()
  await deleteStatus(app, ana, status.id)
  assert.deepEqual(await types(app), ['Delete', 'Delete'])
})

test('a favourite sends a Like, and its Undo embeds the Like with its id (A-17, A-18)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  const status = await write(app, bo, { uri: 'https://reef.test/notes/1' })
  await favourite(app, ana, status.id)
  const [{ activity: like, inbox } = assert.fail()] = await sent(app)
  assert.deepEqual([inbox, like.object, like.to], [bo.inbox_url, status.uri, [bo.uri]])
  await app.db.updateTable('jobs').set({ attempts: 1 }).execute()
  await unfavourite(app, ana, status.id)
  const [{ activity: undo, type } = assert.fail()] = await sent(app)
  assert.deepEqual([type, undo.object.id, undo.object.type], ['Undo', like.id, 'Like'])
})

test('a Like that is undone before it was sent is not sent; a later one is (C23)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  const status = await write(app, bo, { uri: 'https://reef.test/notes/1' })
  await favourite(app, ana, status.id)
  await unfavourite(app, ana, status.id)
  assert.deepEqual(await types(app), [])
  await favourite(app, ana, status.id)
  assert.deepEqual(await types(app), ['Like'])
})

test('a Like that is undone repeatedly ends in its last state (C23)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  const status = await write(app, bo, { uri: 'https://reef.test/notes/1' })
  await favourite(app, ana, status.id)
  await app.db.updateTable('jobs').set({ attempts: 1, leased_by: 'worker' }).execute()
  await unfavourite(app, ana, status.id)
  await favourite(app, ana, status.id)
  await unfavourite(app, ana, status.id)
  assert.deepEqual(await types(app), ['Like', 'Undo'])
})

test('a boost goes to followers and the author, and its Undo embeds its id (A-21)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  await follows(app, await remoteAccount(app, 'cy@atoll.test'), ana)
  const status = await write(app, bo, { uri: 'https://reef.test/notes/1' })
  await boost(app, ana, status.id)
  const announces = await sent(app)
  const announce = announces[0]?.activity
  assert.deepEqual(announces.map(({ inbox }) => inbox).sort(), ['https://atoll.test/inbox', 'https://reef.test/inbox'])
  assert.equal(announce?.object, status.uri)
  assert.deepEqual(announce?.cc, [`${ana.uri}/followers`, bo.uri])
  await app.db.updateTable('jobs').set({ attempts: 1 }).execute()
  await unboost(app, ana, status.id)
  const [{ activity: undo } = assert.fail()] = await sent(app)
  assert.equal(undo.object.id, announce?.id)
  assert.deepEqual(undo.to, ['https://www.w3.org/ns/activitystreams#Public'])
})

test('a boost of one’s own followers-only post embeds the post (A-21)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  await follows(app, bo, ana)
  const status = await write(app, ana, { visibility: 'followers' })
  await boost(app, ana, status.id)
  const announce = (await sent(app)).find(({ type }) => type === 'Announce')?.activity
  assert.equal(announce?.object.id, status.uri)
  assert.deepEqual(announce?.to, [`${ana.uri}/followers`])
})

test('a follow sends a Follow, and an unfollow the Undo that embeds it (A-15, A-17)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  await follow(app, ana, bo)
  const [{ activity, inbox } = assert.fail()] = await sent(app)
  assert.deepEqual([activity.type, activity.object, inbox], ['Follow', bo.uri, bo.inbox_url])
  await app.db.updateTable('jobs').set({ attempts: 1 }).execute()
  await acceptFollow(app, bo, ana, { via: 'delivery' })
  await unfollow(app, ana, bo)
  const [{ activity: undo } = assert.fail(), ...others] = await sent(app)
  assert.deepEqual([undo.type, undo.object.id, undo.object.type], ['Undo', activity.id, 'Follow'])
  assert.deepEqual(others, [])
})

test('a received Follow is answered with an Accept that embeds it (A-16)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  await follow(app, bo, ana, { uri: 'https://reef.test/follows/7', via: 'delivery' })
  const [{ activity, inbox } = assert.fail()] = await sent(app)
  assert.equal(inbox, bo.inbox_url)
  assert.equal(activity.type, 'Accept')
  assert.deepEqual(activity.object, {
    id: 'https://reef.test/follows/7',
    type: 'Follow',
    actor: bo.uri,
    object: ana.uri,
  })
})

test('a Block is sent to the blocked account (A-22)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  await block(app, ana, bo)
  assert.deepEqual(
    (await sent(app)).map(({ type, inbox }) => [type, inbox]),
    [['Block', bo.inbox_url]],
  )
})

test('a pin sends an Add to featured, with the id, to and cc that Akkoma requires (A-25)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  await follows(app, bo, ana)
  const status = await write(app, ana)
  await pin(app, ana, status.id)
  const add = (await sent(app)).find(({ type }) => type === 'Add')?.activity
  assert.deepEqual([add?.object, add?.target], [status.uri, `${ana.uri}/featured`])
  assert.ok(add?.id && add.to && add.cc)
})

test('a delivery to a paused host waits for the end of the pause, a host given up gets none (Q-06)', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo, test } = fixture
  await follows(app, bo, ana)
  const state = await hostState(app, 'reef.test')
  for (let i = 0; i < 5; i++) await hostFailed(app, state)
  await write(app, ana)
  const job = await app.db.selectFrom('jobs').selectAll().executeTakeFirstOrThrow()
  assert.equal(job.run_at, state.pausedUntil)
  test.advance(31 * DAY)
  await app.db.deleteFrom('jobs').execute()
  await write(app, ana)
  assert.deepEqual(await sent(app), [])
})

test('a received post is not sent to others', async () => {
  await using fixture = await createFixture()
  const { app, ana, bo } = fixture
  await follows(app, await remoteAccount(app, 'cy@atoll.test'), ana)
  await app.transaction((tx) =>
    storeStatus(
      tx,
      {
        uri: 'https://reef.test/notes/1',
        author: bo,
        content: 'hi',
        content_warning: '',
        sensitive: false,
        language: null,
        visibility: 'public',
        created_at: 1,
        mentions: [{ account: ana, silent: false }],
        tags: [],
      },
      'delivery',
    ),
  )
  assert.deepEqual(await sent(app), [])
})

test('with very many followers, a job writes the deliveries, in order and without superseded ones (Q-01)', async () => {
  await using fixture = await createFixture()
  const { app, ana } = fixture
  const count = 5_100
  const accounts = Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    uri: `https://h${i}.test/u`,
    username: 'u',
    domain: `h${i}.test`,
    actor_type: 'Person' as const,
    inbox_url: `https://h${i}.test/inbox`,
    created_at: 1,
    updated_at: 1,
  }))
  const edges = accounts.map(({ id }) => ({ id, account_id: id, target_id: ana.id, created_at: 1 }))
  for (let from = 0; from < count; from += 500) {
    await app.db
      .insertInto('accounts')
      .values(accounts.slice(from, from + 500))
      .execute()
    await app.db
      .insertInto('follows')
      .values(edges.slice(from, from + 500))
      .execute()
  }
  const runFanOuts = async () => {
    const jobs = await app.db
      .selectFrom('jobs')
      .selectAll()
      .where('name', '=', 'fanOutToInboxes')
      .orderBy('id')
      .execute()
    for (const { id, payload } of jobs) {
      await fanOutToInboxes.run(app, fanOutToInboxes.payload.parse(payload), { id, attempt: 1, createdAt: 0 })
      await app.db.deleteFrom('jobs').where('id', '=', id).execute()
    }
    return jobs.length
  }
  const status = await write(app, ana)
  await edit(app, status, '<p>second</p>', 1)
  assert.deepEqual(await types(app), [], 'nothing is written in the transaction of the action')
  assert.equal(await runFanOuts(), 2)
  assert.deepEqual(new Set(await types(app)), new Set(['Create']), 'untried, so that they carry the edit (C23)')
  assert.equal((await inboxes(app)).length, count)
  await deleteStatus(app, ana, status.id)
  assert.equal(await runFanOuts(), 1)
  assert.deepEqual(await types(app), [], 'no server received the Create, so none needs the Delete (C23)')
})
