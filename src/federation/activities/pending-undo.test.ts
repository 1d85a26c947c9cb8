import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remoteAccount } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { createBudget } from '../fetch/budget.ts'
import { rememberUndo, unlessUndone } from './pending-undo.ts'
import { PENDING_UNDO_TTL_MS } from './undo-memory.ts'

test('an Undo that arrives before its activity is remembered for six hours and applies once (C9)', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const actor = await remoteAccount(app, 'bo@reef.test')
  const objectId = 'https://lagoon.test/ap/statuses/1'
  const undone = { id: undefined, objectId, actor, object: undefined }
  const like = { ...undone, type: 'Like', to: [], cc: [], json: {}, recipientId: null, receivedAt: 0, attempt: 1 }
  const remember = () => app.transaction((tx) => rememberUndo(tx, 'Like', undone))
  const consume = () =>
    app.transaction(
      async (tx) =>
        (await unlessUndone(tx, { ...like, budget: createBudget({ cause: { kind: 'us' } }) })) === undefined,
    )
  await remember()
  assert.deepEqual([await consume(), await consume()], [true, false])
  await remember()
  advance(PENDING_UNDO_TTL_MS)
  assert.equal(await consume(), false)
})
