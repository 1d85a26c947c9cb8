/** What moderators and administrators can be told of. */
import assert from 'node:assert/strict'
import { approveUser, rejectUser } from '../../src/core/users/approve.ts'
import { findUserByName } from '../../src/core/users/find.ts'
import { signUp } from '../../src/core/users/sign-up.ts'
import { scenario } from '../world/scenario.ts'
import { WebhookReceiver } from '../world/webhook-receiver.ts'
import { reporting } from './reporting-server.ts'

const EVENTS = ['admin.account.created', 'admin.account.approved', 'admin.account.rejected', 'admin.report.created']

scenario('the staff is told of sign-ups and decisions about them, and nobody else is', async (world) => {
  const lagoon = await world.server('lagoon.test', { ATOLL_REGISTRATIONS: 'approval' })
  const [mo, ana] = [await lagoon.user('mo', { role: 'moderator' }), await lagoon.user('ana')]
  await using receiver = await WebhookReceiver.open(world)
  const form = { url: receiver.url, events: EVENTS }
  assert.equal((await ana.api('POST', '/api/v1/webhooks', form)).status, 403)
  receiver.secret = (await mo.call('POST', '/api/v1/webhooks', form)).secret
  const { app } = lagoon
  const signedUp = async (username: string) => {
    const input = { username, email: `${username}@example.org`, password: 'lagoon lagoon', reason: 'boats' }
    await signUp(app, { ...input, agreement: true } as never)
    const found = await findUserByName(app, username)
    assert.ok(found)
    return found.user
  }
  await approveUser(app, await signedUp('cy'))
  await rejectUser(app, await signedUp('di'))
  await world.settle()
  const toldOf = (name: string) =>
    receiver.received.filter(({ data }) => data.username === name).map(({ type }) => type)
  assert.deepEqual(toldOf('cy'), ['admin.account.created', 'admin.account.approved'])
  assert.deepEqual(toldOf('di'), ['admin.account.created', 'admin.account.rejected'])
})

scenario('whoever is no moderator any more is told nothing, not even what waits', async (world) => {
  const lagoon = await world.server('lagoon.test', { ATOLL_REGISTRATIONS: 'approval' })
  const mo = await lagoon.user('mo', { role: 'moderator' })
  await using receiver = await WebhookReceiver.open(world)
  receiver.secret = (await mo.call('POST', '/api/v1/webhooks', { url: receiver.url, events: EVENTS })).secret
  const { app } = lagoon
  await signUp(app, {
    username: 'cy',
    email: 'cy@example.org',
    password: 'lagoon lagoon',
    reason: 'boats',
    agreement: true,
  } as never)
  await app.db.updateTable('users').set({ role: 'user' }).execute()
  await world.settle()
  assert.deepEqual(receiver.received, [])
})

scenario('the staff is told of reports', async (world) => {
  const { ana, flag, send } = await reporting(world)
  const mo = await ana.server.user('mo', { role: 'moderator' })
  await using receiver = await WebhookReceiver.open(world)
  receiver.secret = (await mo.call('POST', '/api/v1/webhooks', { url: receiver.url, events: EVENTS })).secret
  const post = await ana.post('bad words')
  await send(flag([ana.uri, post.uri], { content: 'look' }))
  await world.settle()
  const [message] = receiver.received
  assert.deepEqual(
    [message?.type, message?.data.comment, message?.data.target_account.username, message?.data.status_ids],
    ['admin.report.created', 'look', 'ana', [post.id]],
  )
})

scenario('the staff is told once of a server that has not answered for a day', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [mo, bo] = [await lagoon.user('mo', { role: 'admin' }), await reef.user('bo')]
  await using receiver = await WebhookReceiver.open(world)
  const form = { url: receiver.url, events: ['admin.server.failing'] }
  receiver.secret = (await mo.call('POST', '/api/v1/webhooks', form)).secret
  await bo.follow(mo)
  await world.settle()
  reef.reachable = false
  const since = new Date(world.clock.now()).toISOString()
  await mo.post('anyone there?')
  await world.settle()
  await world.pass('6h', 3)
  assert.deepEqual(receiver.types, [])
  await world.pass('6h', 6)
  assert.deepEqual(
    receiver.received.map(({ data }) => data),
    [{ host: 'reef.test', failing_since: since }],
  )
})
