import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { remotePicture } from '../../../test/world/attachments.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { HOUR, MINUTE, SECOND } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { loadEarlierAttachments } from '../attachments/load.ts'
import { Declined, NotFound } from '../errors.ts'
import type { Via } from '../events.ts'
import { canSee } from '../policy/visible.ts'
import { createStatus } from '../statuses/create.ts'
import type { StatusDraft } from '../statuses/store.ts'
import { applyEdit } from './apply-edit.ts'
import { editStatus } from './edit.ts'
import { loadHistory } from './history.ts'

const words = (text: string) => ({ content: `<p>${text}</p>` })

function apply(app: App, status: Status, changes: Partial<StatusDraft>, editedAt: number, via: Via = 'delivery') {
  return app.transaction((tx) => applyEdit(tx, status, changes, { via, editedAt }))
}

test('local edits have versions that increase in whole seconds (C7)', async () => {
  await using world = await createTestApp()
  const { app, events, advance } = world
  const ana = await localAccount(app, 'ana')
  advance(250)
  const status = await createStatus(app, ana, { text: 'one' })
  events.length = 0
  const versions = [status.version_at]
  for (const text of ['two', 'three', 'four'])
    versions.push((await editStatus(app, ana, status.id, { text })).version_at)
  for (const [at, version] of versions.entries()) {
    assert.equal(version % SECOND, 0)
    if (at > 0) assert.ok(version > (versions[at - 1] ?? 0))
  }
  const unchanged = await editStatus(app, ana, status.id, { text: 'four' })
  assert.equal(unchanged.version_at, versions.at(-1))
  assert.equal(events.length, 3)
  const sources = (await loadHistory(app, unchanged)).map((version) => version.source)
  assert.deepEqual(sources, ['one', 'two', 'three', 'four'])
})

test('a status can be edited only by its author, and only if it exists', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await localAccount(app, 'bo')]
  const status = await createStatus(app, ana, { text: 'one', content_warning: 'careful' })
  await assert.rejects(editStatus(app, bo, status.id, { text: 'two' }), NotFound)
  await assert.rejects(editStatus(app, ana, 404, { text: 'two' }), NotFound)
  const edited = await editStatus(app, ana, status.id, { text: 'two' })
  assert.equal(edited.content_warning, 'careful')
})

test('after an edit, an account that is no longer mentioned keeps access, and a new one is mentioned', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ana, bo, cy] = [await localAccount(app, 'ana'), await localAccount(app, 'bo'), await localAccount(app, 'cy')]
  const status = await createStatus(app, ana, { text: '@bo', visibility: 'direct' })
  const edited = await editStatus(app, ana, status.id, { text: '@cy' })
  const rows = await app.db.selectFrom('mentions').select(['account_id', 'silent']).orderBy('account_id').execute()
  assert.deepEqual(
    rows.map((row) => [row.account_id, row.silent]),
    [
      [bo.id, true],
      [cy.id, false],
    ],
  )
  assert.equal(await canSee(app, bo, edited), true)
})

test('a newer version is an edit, an older one is ignored, the same one updates counters only (C4, case 58)', async () => {
  await using world = await createTestApp()
  const { app, events, advance } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  const status = await statusBy(app, bo)
  const at = status.created_at
  advance(HOUR)
  events.length = 0
  assert.equal((await apply(app, status, words('two'), at + 20 * SECOND)).outcome, 'edited')
  assert.equal((await apply(app, status, words('stale'), at + 10 * SECOND)).outcome, 'ignored')
  const same = await apply(app, status, { ...words('other'), origin_replies_count: 7 }, at + 20 * SECOND + 400)
  assert.equal(same.outcome, 'refreshed')
  assert.deepEqual([same.status.content, same.status.origin_replies_count], ['<p>two</p>', 7])
  assert.deepEqual(events, [{ event: 'status.edited', ids: { status_id: status.id, via: 'delivery' } }])
  assert.equal((await loadHistory(app, same.status)).length, 2)
})

test('a version fetched from the origin counts even with the same time (C5)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const status = await statusBy(app, await remoteAccount(app, 'bo@reef.test'))
  const { outcome, status: edited } = await apply(app, status, words('two'), status.version_at, 'fetch')
  assert.deepEqual([outcome, edited.content], ['edited', '<p>two</p>'])
})

test('an older version counts if the origin serves it twice, ten minutes apart (C4)', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  const at = app.clock.now()
  const status = await statusBy(app, bo, { created_at: at - HOUR, edited_at: at - SECOND })
  const restored = () => apply(app, status, words('older'), at - HOUR, 'fetch')
  assert.equal((await restored()).outcome, 'ignored')
  advance(5 * MINUTE)
  assert.equal((await restored()).outcome, 'ignored')
  advance(5 * MINUTE)
  assert.equal((await restored()).outcome, 'edited')
})

test('an edit dated in the year 9999 does not block later ones (C6, case 58)', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const status = await statusBy(app, await remoteAccount(app, 'bo@reef.test'))
  advance(10 * SECOND)
  await apply(app, status, words('future'), Date.UTC(9999))
  advance(10 * SECOND)
  assert.equal((await apply(app, status, words('now'), app.clock.now())).outcome, 'edited')
})

test('a delivery may narrow the audience of a status, and only a fetch may widen it (C16)', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const status = await statusBy(app, await remoteAccount(app, 'bo@reef.test'))
  const listed = () => app.db.selectFrom('public_entries').selectAll().execute()
  const move = async (visibility: Status['visibility'], via: Via) => {
    advance(SECOND)
    return (await apply(app, status, { visibility }, app.clock.now(), via)).status.visibility
  }
  assert.equal(await move('followers', 'delivery'), 'followers')
  assert.deepEqual(await listed(), [])
  assert.equal(await move('public', 'delivery'), 'followers')
  assert.equal(await move('public', 'fetch'), 'public')
  assert.equal((await listed()).length, 1)
})

test('owner and time of publication never change (C3)', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const [bo, eve] = [await remoteAccount(app, 'bo@reef.test'), await remoteAccount(app, 'eve@reef.test')]
  const status = await statusBy(app, bo)
  advance(SECOND)
  const now = app.clock.now()
  await assert.rejects(apply(app, status, { ...words('mine'), author: eve }, now), Declined)
  await assert.rejects(apply(app, status, { ...words('x'), created_at: status.created_at - HOUR }, now), Declined)
  assert.equal(
    (await apply(app, status, { ...words('x'), author: bo, created_at: status.created_at }, now)).outcome,
    'edited',
  )
})

test('a history shows the attachments of each version, and reads none of versions that it does not show', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const picture = (name: string) => remotePicture({ url: `https://reef.test/${name}.png`, description: name })
  const status = await statusBy(app, await remoteAccount(app, 'bo@reef.test'), {
    attachments: [picture('a'), picture('b')],
  })
  for (const names of [['b', 'a'], [], ['c']]) {
    advance(SECOND)
    await apply(app, status, { attachments: names.map(picture) }, app.clock.now())
  }
  const stored = await app.db.selectFrom('statuses').selectAll().where('id', '=', status.id).executeTakeFirstOrThrow()
  const versions = await loadHistory(app, stored)
  const shown = versions.map(({ attachments }) => attachments.map((one) => one.description).join(''))
  assert.deepEqual(shown, ['ab', 'ba', '', 'c'])
  const [first] = await app.db
    .selectFrom('status_edits')
    .select('id')
    .where('status_id', '=', status.id)
    .orderBy('id')
    .execute()
  const upToFirst = await loadEarlierAttachments(app, status.id, first?.id ?? 0)
  assert.deepEqual([...upToFirst.keys()], [first?.id])
})
