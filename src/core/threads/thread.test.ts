import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { draftBy, statusBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { SECOND } from '../../lib/durations.ts'
import { deleteStatus } from '../statuses/delete.ts'
import { storeStatus } from '../statuses/store.ts'
import { loadThread } from './thread.ts'

test('a thread starts at the first post, and each reply is followed by its own replies', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  const root = await statusBy(app, ana)
  const answer = (parent: Status, changes = {}) => statusBy(app, bo, { parent, ...changes })
  const a = await answer(root, { created_at: app.clock.now() - 9 * SECOND })
  const b = await answer(root)
  const a1 = await answer(a)
  const secret = await answer(a, { visibility: 'direct' })
  assert.deepEqual(await loadThread(app, root, ana), { ancestors: [], descendants: [a.id, a1.id, b.id] })
  assert.deepEqual(await loadThread(app, a1, undefined), { ancestors: [root.id, a.id], descendants: [] })
  assert.deepEqual((await loadThread(app, a, bo)).descendants.sort(), [a1.id, secret.id].sort())
  await deleteStatus(app, bo, a.id)
  assert.deepEqual(await loadThread(app, root, ana), { ancestors: [], descendants: [b.id] })
})

test('a loop of replies ends (R-96)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  const a = await statusBy(app, bo)
  const b = await statusBy(app, bo, { parent: a })
  const c = await statusBy(app, bo, { parent: b })
  await app.db.updateTable('statuses').set({ in_reply_to_id: c.id }).where('id', '=', a.id).execute()
  const thread = await loadThread(app, { ...a, in_reply_to_id: c.id }, bo)
  assert.deepEqual(thread.descendants, [b.id, c.id])
  assert.deepEqual(new Set(thread.ancestors), new Set([b.id, c.id]))
})

test('very deep threads, and a status that replies to itself, have bounded cost (case 70)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  const chain = await app.transaction(async (tx) => {
    let [last] = [(await storeStatus(tx, draftBy(app, bo), 'delivery')).status]
    const all = [last]
    for (let n = 0; n < 400; n++) {
      last = (await storeStatus(tx, draftBy(app, bo, { parent: last }), 'delivery')).status
      all.push(last)
    }
    return all
  })
  const [root, leaf] = [chain[0], chain.at(-1)]
  if (!root || !leaf) throw new Error('no chain')
  assert.deepEqual(
    (await loadThread(app, leaf, undefined)).ancestors,
    chain.slice(-41, -1).map((one) => one.id),
  )
  assert.deepEqual(
    (await loadThread(app, root, undefined)).descendants,
    chain.slice(1, 21).map((one) => one.id),
  )
  const uri = 'https://reef.test/notes/self'
  const self = await statusBy(app, bo, { uri, in_reply_to_uri: uri })
  assert.deepEqual(await loadThread(app, self, bo), { ancestors: [], descendants: [] })
})
