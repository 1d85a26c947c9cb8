import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { draftBy, statusBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { requireAccount } from '../accounts/find.ts'
import { boost } from '../interactions/boost.ts'
import { deleteStatus } from '../statuses/delete.ts'
import { findStatus } from '../statuses/find.ts'
import { storeStatus } from '../statuses/store.ts'
import { ATTACHED_INLINE } from '../statuses/traces.ts'
import { attachWaitingReplies } from '../threads/attach-replies.ts'
import { pruneTombstonesAndUndos } from './prune.ts'
import { purgeStatus } from './purge.ts'
import { isTombstoned, rememberDeletion, UNKNOWN_KEPT_MS } from './tombstone.ts'

const RUN = { id: 1, attempt: 1, createdAt: 0 }

test('a popular status is deleted at once, and its dependent rows in batches', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const [ana, cy] = [await localAccount(app, 'ana'), await localAccount(app, 'cy')]
  const status = await statusBy(app, ana)
  await boost(app, cy, status.id)
  const many = Array.from({ length: 1_200 }, (_, n) => ({
    id: n + 1,
    account_id: n + 1,
    status_id: status.id,
    created_at: 0,
  }))
  await app.db.insertInto('favourites').values(many).execute()
  events.length = 0
  await deleteStatus(app, ana, status.id)
  assert.deepEqual(
    events.map((e) => e.event),
    ['status.deleted', 'status.deleted'],
  )
  assert.equal((await requireAccount(app, cy.id)).statuses_count, 0)
  const [job] = await app.db.selectFrom('jobs').select(['name', 'payload']).execute()
  assert.equal(job?.name, 'purgeStatus')
  await purgeStatus.run(app, purgeStatus.payload.parse(job?.payload), RUN)
  for (const table of ['favourites', 'statuses', 'public_entries'] as const)
    assert.deepEqual(await app.db.selectFrom(table).selectAll().execute(), [])
})

test('a job attaches very many replies that waited for their parent (case 70)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  const uri = 'https://reef.test/notes/parent'
  const count = ATTACHED_INLINE + 50
  await app.transaction(async (tx) => {
    for (let n = 0; n < count; n++) await storeStatus(tx, draftBy(app, bo, { in_reply_to_uri: uri }), 'delivery')
  })
  const parent = await statusBy(app, bo, { uri })
  assert.ok(parent.replies_count < count)
  await attachWaitingReplies.run(app, { status_id: parent.id }, RUN)
  assert.equal((await findStatus(app, parent.id))?.replies_count, count)
  const waiting = await app.db.selectFrom('statuses').select('id').where('in_reply_to_uri', '=', uri).execute()
  assert.deepEqual(waiting, [])
})

test('the deletion of an unknown object is forgotten after a while (C9)', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const uri = 'https://reef.test/notes/1'
  await app.transaction((tx) => rememberDeletion(tx, uri, 'https://reef.test'))
  advance(UNKNOWN_KEPT_MS - 1)
  await pruneTombstonesAndUndos.run(app)
  assert.equal(await isTombstoned(app.db, uri), true)
  advance(1)
  await pruneTombstonesAndUndos.run(app)
  assert.equal(await isTombstoned(app.db, uri), false)
})
