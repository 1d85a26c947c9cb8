import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp, type TestApp } from '../../../test/world/test-app.ts'
import { DAY } from '../../lib/durations.ts'
import { createUser } from './create.ts'
import { deleteLogin, deleteUser } from './delete.ts'
import { isKnownNetwork, rememberNetwork } from './known-networks.ts'
import { pruneKnownNetworks } from './prune-known-networks.ts'

const rows = ({ app }: TestApp) => app.db.selectFrom('sign_in_networks').selectAll().execute()

test('a user’s networks are known until they were not used for 90 days; nobody else’s are', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [{ user: ana }, { user: bo }] = [
    await createUser(app, { username: 'ana' }),
    await createUser(app, { username: 'bo' }),
  ]
  await rememberNetwork(app, ana, '192.0.2.1')
  world.advance(88 * DAY)
  await rememberNetwork(app, ana, '2001:db8::/64')
  const known = (network: string) => isKnownNetwork(app, ana, network)
  assert.deepEqual([await known('192.0.2.1'), await known('2001:db8::/64')], [true, true])
  assert.equal(await known('192.0.2.2'), false)
  assert.equal(await isKnownNetwork(app, bo, '192.0.2.1'), false)
  assert.equal(await isKnownNetwork(app, undefined, '192.0.2.1'), false)
  world.advance(3 * DAY)
  assert.deepEqual([await known('192.0.2.1'), await known('2001:db8::/64')], [false, true])
  await pruneKnownNetworks.run(app)
  assert.equal((await rows(world)).length, 1)
})

test('the 20 networks that a user used last are kept, and no address can be read from them', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { user } = await createUser(app, { username: 'ana' })
  for (let at = 0; at < 25; at++) {
    await rememberNetwork(app, user, `192.0.2.${at}`)
    world.advance(DAY)
    await rememberNetwork(app, user, '198.51.100.1')
  }
  const stored = await rows(world)
  assert.equal(stored.length, 20)
  for (const { network_hash } of stored) assert.match(network_hash, /^[0-9a-f]{5}$/)
  assert.ok(await isKnownNetwork(app, user, '198.51.100.1'))
  assert.ok(await isKnownNetwork(app, user, '192.0.2.24'))
  assert.equal(await isKnownNetwork(app, user, '192.0.2.1'), false)
})

test('the networks of a login go with it', async () => {
  await using world = await createTestApp({ reactions: { 'account.deleted': [deleteLogin] } })
  const { app } = world
  await createUser(app, { username: 'ana', network: '192.0.2.1' })
  assert.equal((await rows(world)).length, 1)
  await deleteUser(app, 'ana')
  assert.deepEqual(await rows(world), [])
})
