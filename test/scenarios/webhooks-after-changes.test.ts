/** Webhooks whose owner, or whose server, is not what it was when they were made. */
import assert from 'node:assert/strict'
import { approveUser } from '../../src/core/users/approve.ts'
import { createUser } from '../../src/core/users/create.ts'
import type { Person } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import { WebhookReceiver } from '../world/webhook-receiver.ts'

async function hook(person: Person, receiver: WebhookReceiver, events: readonly string[]) {
  const made = await person.call('POST', '/api/v1/webhooks', { url: receiver.url, events })
  receiver.secret = made.secret
  return made
}

scenario(
  'a moderator who loses that role is told of nothing that is for the staff, but can switch off',
  async (world) => {
    const lagoon = await world.server('lagoon.test')
    const mo = await lagoon.user('mo', { role: 'moderator' })
    await using receiver = await WebhookReceiver.open(world)
    const { id } = await hook(mo, receiver, ['admin.account.approved', 'status.posted'])
    const { app } = lagoon
    const join = async (username: string) => {
      const { user } = await createUser(app, { username, password: 'lagoon lagoon', approved: false })
      await approveUser(app, user)
    }
    receiver.status = 500
    await join('early')
    await world.settle()
    await app.db.updateTable('users').set({ role: 'user' }).execute()
    await join('late')
    receiver.status = 204
    await world.pass('1h', 4)
    await mo.post('hello')
    await world.settle()
    assert.deepEqual(receiver.types, ['status.posted'])
    await mo.call('POST', `/api/v1/webhooks/${id}/replay`, { state: 'failed' })
    await world.pass('10m')
    assert.deepEqual(receiver.types, ['status.posted'])
    assert.equal((await mo.call('PUT', `/api/v1/webhooks/${id}`, { enabled: false })).enabled, false)
  },
)

scenario('a webhook whose secret cannot be read says so in its log, until its owner makes a new one', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  await using receiver = await WebhookReceiver.open(world)
  const [one, other] = [await hook(ana, receiver, ['status.posted']), await hook(ana, receiver, ['status.edited'])]
  const { db } = lagoon.app
  const row = await db
    .selectFrom('webhooks')
    .select('secret')
    .where('id', '=', Number(other.id))
    .executeTakeFirstOrThrow()
  await db.updateTable('webhooks').set(row).where('id', '=', Number(one.id)).execute()
  await ana.post('hello')
  await world.settle()
  const log = () => ana.call('GET', `/api/v1/webhooks/${one.id}/deliveries`)
  const [failed] = await log()
  assert.deepEqual([failed.state, failed.error], ['failed', 'its secret cannot be read any more: make a new one'])
  const renewed = await ana.call('POST', `/api/v1/webhooks/${one.id}/rotate`)
  receiver.secret = renewed.secret
  await ana.call('POST', `/api/v1/webhooks/${one.id}/replay`)
  await world.settle()
  assert.deepEqual(receiver.types, ['status.posted'])
})
