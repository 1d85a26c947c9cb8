import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWorld } from '../../../test/world/world.ts'
import { createUser } from '../../core/users/create.ts'
import { pruneInbox } from './prune.ts'

const SENT = 3

test('receipts are kept for a week, and longer while their jobs are waiting', async () => {
  await using world = await createWorld()
  const { app, origin } = await world.server('lagoon.test')
  const { account } = await createUser(app, { username: 'ana', approved: true })
  const bo = await (await world.peer('reef.test')).actor('bo')
  const receipts = async () => (await app.db.selectFrom('inbox').select('id').execute()).length
  const later = async (days: number) => {
    await world.clock.advance(`${days}d`)
    await pruneInbox.run(app)
  }
  await app.remote.account(bo.handle)
  for (let n = 0; n < SENT; n++) await bo.send({ origin }, bo.like(`${account.uri}#${n}`))
  await later(8)
  assert.equal(await receipts(), SENT, 'their jobs are still waiting')
  await world.settle()
  const fresh = bo.like(`${account.uri}#fresh`)
  await bo.send({ origin }, fresh)
  await world.settle()
  await later(1)
  assert.equal(await receipts(), 1, 'a receipt is kept after a day')
  await later(7)
  assert.equal(await receipts(), 0)
})
