import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { HOUR } from '../../lib/durations.ts'
import { Forbidden, Invalid } from '../errors.ts'
import { block } from './block.ts'
import { listMutes } from './find.ts'
import { follow } from './follow.ts'
import { mute, unmute } from './mute.ts'
import { pruneMutes } from './prune-mutes.ts'
import { loadRelationships } from './view.ts'

test('a timed mute ends on time, before its row is deleted', async () => {
  await using world = await createTestApp()
  const { app, events, advance } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await localAccount(app, 'bo')]
  events.length = 0
  await mute(app, ana, bo, { durationMs: HOUR })
  await mute(app, ana, bo, { durationMs: HOUR, notifications: false })
  const [during] = await loadRelationships(app, ana, [bo.id])
  assert.equal(during?.muting, true)
  assert.equal(during?.muting_notifications, false)
  assert.equal(during?.muting_expires_at, app.clock.now() + HOUR)
  advance(HOUR)
  assert.deepEqual(await listMutes(app, ana, { limit: 10 }), [])
  const [after] = await loadRelationships(app, ana, [bo.id])
  assert.equal(after?.muting, false)
  await mute(app, ana, bo)
  assert.deepEqual(
    events.map((e) => e.event),
    ['account.muted', 'account.muted'],
  )
  await pruneMutes.run(app)
  assert.equal((await listMutes(app, ana, { limit: 10 })).length, 1)
  await unmute(app, ana, bo)
  assert.equal((await listMutes(app, ana, { limit: 10 })).length, 0)
  await assert.rejects(mute(app, ana, ana), Forbidden)
  for (const durationMs of [-1, Number.NaN, Number.POSITIVE_INFINITY])
    await assert.rejects(mute(app, ana, bo, { durationMs }), Invalid)
})

test('relationships show both directions, in the requested order, without unknown accounts', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ana, bo, cy] = [
    await localAccount(app, 'ana'),
    await remoteAccount(app, 'bo@reef.test'),
    await localAccount(app, 'cy'),
  ]
  await follow(app, ana, bo, { notifies: true })
  await follow(app, cy, ana)
  await block(app, bo, cy, { via: 'delivery' })
  const views = await loadRelationships(app, ana, [cy.id, 12345, bo.id, cy.id])
  assert.deepEqual(
    views.map((view) => view.id),
    [cy.id, bo.id],
  )
  assert.equal(views[0]?.followed_by, true)
  assert.equal(views[1]?.requested, true)
  assert.equal(views[1]?.following, false)
  assert.equal(views[1]?.notifying, true)
  assert.equal((await loadRelationships(app, cy, [bo.id]))[0]?.blocked_by, true)
  assert.deepEqual(await loadRelationships(app, ana, []), [])
})
