import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { rememberDropped } from '../../core/dropped/remember.ts'
import { follow } from '../../core/relationships/follow.ts'
import { RetryLater } from '../../jobs/job.ts'
import { createBudget } from '../fetch/budget.ts'
import { Announce } from './announce.ts'

test('a boost of a post that is dropped from the cache at that moment is tried again', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  await follow(app, ana, bo)
  const { id, uri } = await statusBy(app, bo)
  const commit = await Announce.receive(app, {
    id: `${bo.uri}/boosts/1`,
    type: 'Announce',
    actor: bo,
    object: uri,
    objectId: uri,
    to: [],
    cc: [],
    json: {},
    recipientId: null,
    receivedAt: app.clock.now(),
    attempt: 1,
    budget: createBudget({ cause: { kind: 'us' } }),
  })
  await app.transaction(async (tx) => {
    await tx.db.deleteFrom('statuses').where('id', '=', id).execute()
    await rememberDropped(tx, [
      { id, uri, account_id: bo.id, account_uri: bo.uri, parent_id: null, community_id: null },
    ])
  })
  assert.ok(commit)
  await assert.rejects(app.transaction(commit), RetryLater)
})
