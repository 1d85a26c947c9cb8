import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { Forbidden } from '../errors.ts'
import { isBlocked } from '../policy/blocks.ts'
import { block, unblock } from './block.ts'
import { findFollow, listBlocks } from './find.ts'
import { follow } from './follow.ts'

test('a block ends follows in both directions (A-22)', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await localAccount(app, 'bo')]
  await follow(app, ana, bo)
  await follow(app, bo, ana)
  events.length = 0
  await block(app, ana, bo)
  await block(app, ana, bo)
  assert.equal(await findFollow(app, ana.id, bo.id), undefined)
  assert.equal(await findFollow(app, bo.id, ana.id), undefined)
  assert.deepEqual(
    events.map((e) => e.event),
    ['account.unfollowed', 'follow.rejected', 'account.blocked'],
  )
  assert.equal(await isBlocked(app.db, ana.id, bo.id), true)
  assert.equal(await isBlocked(app.db, bo.id, ana.id), true)
  assert.deepEqual(
    (await listBlocks(app, ana, { limit: 10 })).map((row) => row.account_id),
    [bo.id],
  )
  assert.deepEqual(await listBlocks(app, bo, { limit: 10 }), [])
})

test('the event of an unblock contains the id of the Block', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  await block(app, bo, ana, { uri: 'https://reef.test/blocks/1', via: 'delivery' })
  events.length = 0
  await unblock(app, bo, ana, { via: 'delivery' })
  await unblock(app, bo, ana, { via: 'delivery' })
  assert.deepEqual(events, [
    {
      event: 'account.unblocked',
      ids: { account_id: bo.id, target_id: ana.id, uri: 'https://reef.test/blocks/1', via: 'delivery' },
    },
  ])
  assert.equal(await isBlocked(app.db, ana.id, bo.id), false)
  await assert.rejects(block(app, ana, ana), Forbidden)
})
