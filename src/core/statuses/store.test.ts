import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { draftBy, statusBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { pickColumns } from '../../db/pick-columns.ts'
import { SHOWN, UNVERSIONED_STATUS } from '../../db/tables/statuses.ts'
import { HOUR, SECOND } from '../../lib/durations.ts'
import { idAt } from '../../lib/ids.ts'
import { requireAccount } from '../accounts/find.ts'
import type { App } from '../app.ts'
import { Declined, Forbidden, Gone } from '../errors.ts'
import {
  findTombstone,
  isTombstoned,
  rememberDeletion,
  removeTombstone,
  UNKNOWN_PER_ORIGIN,
} from '../tombstones/tombstone.ts'
import { deleteStatus, removeStatus } from './delete.ts'
import { findStatus } from './find.ts'
import { storeStatus } from './store.ts'

const again = async (app: App, id: number) => ({
  ...((await findStatus(app, id)) ?? assert.fail('the status is gone')),
})

test('a status is stored once, even if its id arrives again with other content (C1, case 57)', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  const draft = draftBy(app, bo)
  events.length = 0
  const first = await app.transaction((tx) => storeStatus(tx, draft, 'delivery'))
  const second = await app.transaction((tx) => storeStatus(tx, { ...draft, content: '<p>other</p>' }, 'delivery'))
  assert.deepEqual([first.isNew, second.isNew], [true, false])
  assert.equal(second.status.content, '<p>words</p>')
  assert.deepEqual(await again(app, first.status.id), first.status)
  assert.deepEqual(events, [
    { event: 'status.created', ids: { status_id: first.status.id, boost_of_id: null, via: 'delivery' } },
  ])
  assert.equal((await requireAccount(app, bo.id)).statuses_count, 1)
})

test('every column of a draft is stored', async () => {
  await using world = await createTestApp()
  const { app } = world
  const given = {
    sensitive: true,
    content_warning: 'careful',
    content: '<p>text</p>',
    source: 'text',
    source_type: 'text/markdown' as const,
    language: 'pt',
    url: 'https://reef.test/@bo/1',
    emojis: [{ shortcode: 'wave', url: 'https://reef.test/wave.png' }],
    origin_replies_count: 3,
    interaction_policy: { boost: ['https://reef.test/bo'] },
    locked: true,
  }
  assert.deepEqual(Object.keys(given).sort(), [...SHOWN, ...UNVERSIONED_STATUS].sort())
  const { id } = await statusBy(app, await remoteAccount(app, 'bo@reef.test'), { ...given, object_type: 'Article' })
  const stored = await again(app, id)
  assert.deepEqual(pickColumns(stored, [...SHOWN, ...UNVERSIONED_STATUS]), given)
  assert.equal(stored.object_type, 'Article')
})

test('if a status arrives several times at once, it is new only once (C1, C12)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const draft = draftBy(app, await remoteAccount(app, 'bo@reef.test'))
  const stored = await Promise.all([1, 2, 3].map(() => app.transaction((tx) => storeStatus(tx, draft, 'delivery'))))
  assert.equal(stored.filter(({ isNew }) => isNew).length, 1)
  assert.equal(new Set(stored.map(({ status }) => status.id)).size, 1)
})

test('a known id from another actor is refused, and the audience stays the same (R-34)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [bo, eve] = [await remoteAccount(app, 'bo@reef.test'), await remoteAccount(app, 'eve@reef.test')]
  const status = await statusBy(app, bo, { visibility: 'followers' })
  await assert.rejects(statusBy(app, eve, { uri: status.uri, visibility: 'public' }), Declined)
  assert.equal((await again(app, status.id)).visibility, 'followers')
})

test('statuses of suspended accounts are refused (R-41)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [bo, ana] = [await remoteAccount(app, 'bo@reef.test'), await localAccount(app, 'ana')]
  await assert.rejects(statusBy(app, { ...bo, suspended_at: 1 }), Declined)
  await assert.rejects(statusBy(app, { ...ana, suspended_at: 1 }), Forbidden)
})

test('a deleted status stays deleted when it is sent again (C8, R-22, case 59)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  const status = await statusBy(app, bo)
  await app.transaction((tx) => removeStatus(tx, status, { via: 'delivery' }))
  await assert.rejects(statusBy(app, bo, { uri: status.uri }), Gone)
  await assert.rejects(statusBy(app, bo, { uri: status.uri }, 'fetch'), Gone)
  assert.equal(await isTombstoned(app.db, status.uri), true)
  // It can come back only after its origin has served it again (C8).
  const { created_at } = (await findTombstone(app, status.uri)) ?? assert.fail()
  await app.transaction((tx) => removeTombstone(tx, status.uri, created_at - 1))
  assert.equal(await isTombstoned(app.db, status.uri), true, 'it was deleted again in the meantime')
  await app.transaction((tx) => removeTombstone(tx, status.uri, created_at))
  assert.equal((await statusBy(app, bo, { uri: status.uri }, 'fetch')).uri, status.uri)
})

test('a Delete that arrives before its Create counts, up to a limit for each origin (C9, case 57)', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  const createTombstone = (n: number) =>
    app.transaction((tx) => rememberDeletion(tx, `https://reef.test/n/${n}`, 'https://reef.test'))
  for (let n = 0; n <= UNKNOWN_PER_ORIGIN; n++) {
    advance(1)
    await createTombstone(n)
  }
  await assert.rejects(statusBy(app, bo, { uri: `https://reef.test/n/${UNKNOWN_PER_ORIGIN}` }), Gone)
  assert.equal(await isTombstoned(app.db, 'https://reef.test/n/0'), false)
  assert.equal(await isTombstoned(app.db, 'https://reef.test/n/1'), true)
})

test('a future time is replaced with now, and a late arrival sorts at its own time (C6, A-46, case 58)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  const now = app.clock.now()
  const future = await statusBy(app, bo, { created_at: Date.UTC(9999), edited_at: Date.UTC(9999) })
  assert.deepEqual([future.created_at, future.version_at], [now, now])
  const late = await statusBy(app, bo, { created_at: now - 5 * HOUR })
  assert.ok(late.id > idAt(late.created_at - SECOND) && late.id < idAt(late.created_at + SECOND))
  const ancient = await statusBy(app, bo, { created_at: 0 })
  assert.equal(ancient.created_at, 0)
  const listed = await app.db.selectFrom('public_entries').select('status_id').execute()
  assert.deepEqual(new Set(listed.map((row) => row.status_id)), new Set([future.id, late.id]))
})

test('thousands of statuses of the same second all get an id', async () => {
  await using world = await createTestApp()
  const { app } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  const created_at = app.clock.now() - HOUR
  await app.transaction(async (tx) => {
    for (let n = 0; n < 3_000; n++) await storeStatus(tx, draftBy(app, bo, { created_at }), 'delivery')
  })
  assert.equal((await requireAccount(app, bo.id)).statuses_count, 3_000)
})

test('a parent that arrives after its replies is attached to them, in one conversation (A-44, C20)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [bo, cy] = [await remoteAccount(app, 'bo@reef.test'), await remoteAccount(app, 'cy@atoll.test')]
  const uri = 'https://reef.test/notes/parent'
  const reply = await statusBy(app, cy, { in_reply_to_uri: uri })
  const secret = await statusBy(app, cy, { in_reply_to_uri: uri, visibility: 'followers' })
  assert.equal(reply.in_reply_to_uri, uri)
  const parent = await statusBy(app, bo, { uri })
  const attached = await again(app, reply.id)
  assert.deepEqual(
    [attached.in_reply_to_id, attached.in_reply_to_account_id, attached.in_reply_to_uri],
    [parent.id, bo.id, null],
  )
  assert.equal((await again(app, secret.id)).conversation_id, parent.conversation_id)
  // A private reply is not counted.
  assert.deepEqual(await again(app, parent.id), parent)
  assert.equal(parent.replies_count, 1)
  const next = await statusBy(app, bo, { parent: attached })
  assert.equal(next.conversation_id, parent.conversation_id)
  assert.equal((await again(app, reply.id)).replies_count, 1)
})

test('private replies and direct messages are not counted, because counts would reveal them (C20)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  const parent = await statusBy(app, ana)
  const reply = await statusBy(app, bo, { parent: parent, origin_replies_count: 99 })
  await statusBy(app, bo, { parent: parent, visibility: 'direct' })
  assert.equal((await again(app, parent.id)).replies_count, 1)
  assert.deepEqual([reply.replies_count, reply.origin_replies_count], [0, 99])
  assert.equal((await requireAccount(app, bo.id)).statuses_count, 1)
  await app.transaction((tx) => removeStatus(tx, reply, { via: 'delivery' }))
  assert.equal((await again(app, parent.id)).replies_count, 0)
})

test('all spellings of a hashtag are one tag, and an account is mentioned once', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  const mentions = [true, false].map((silent) => ({ account: ana, silent }))
  const first = await statusBy(app, bo, { tags: ['Coral', 'coral', 'FISH', '  '], mentions })
  const second = await statusBy(app, bo, { tags: ['CORAL'] })
  const tags = await app.db.selectFrom('tags').select(['tag_key', 'name']).orderBy('tag_key').execute()
  assert.deepEqual(
    tags.map((row) => ({ ...row })),
    [
      { tag_key: 'coral', name: 'Coral' },
      { tag_key: 'fish', name: 'FISH' },
    ],
  )
  const used = await app.db.selectFrom('status_tags').select('status_id').execute()
  assert.deepEqual(used.map((row) => row.status_id).sort(), [first.id, first.id, second.id].sort())
  const named = await app.db.selectFrom('mentions').select(['account_id', 'silent']).execute()
  assert.deepEqual(
    named.map((row) => [row.account_id, row.silent]),
    [[ana.id, false]],
  )
})

test('only the author deletes; a tombstone stays, and replies keep the id of their parent (C3, C8, E-51)', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  const status = await statusBy(app, ana, { source: 'words' })
  const reply = await statusBy(app, bo, { parent: status })
  events.length = 0
  await assert.rejects(deleteStatus(app, bo, status.id))
  assert.equal((await deleteStatus(app, ana, status.id)).source, 'words')
  assert.deepEqual(events, [{ event: 'status.deleted', ids: { status_id: status.id, via: 'local' } }])
  assert.equal(await findStatus(app, status.id), undefined)
  const kept = await again(app, reply.id)
  assert.deepEqual([kept.in_reply_to_id, kept.in_reply_to_uri], [null, status.uri])
  assert.equal((await requireAccount(app, ana.id)).statuses_count, 0)
  const tombstone = await app.db.selectFrom('tombstones').selectAll().executeTakeFirstOrThrow()
  assert.deepEqual([tombstone.uri, tombstone.former_type, tombstone.expires_at], [status.uri, 'Note', null])
})
