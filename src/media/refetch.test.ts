import assert from 'node:assert/strict'
import { registeredMedium } from '../../test/world/copies.ts'
import { png, servedFile } from '../../test/world/files.ts'
import { scenario } from '../../test/world/scenario.ts'
import { failCopy } from '../core/media/copies/fail.ts'
import { refetch } from './refetch.ts'

scenario('what failed, or what people here have used, is fetched again by hand, and nothing else', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const reef = await world.peer('reef.test')
  const { app } = lagoon
  const names = ['failed', 'gone', 'large', 'never-looked-at']
  const media = await Promise.all(names.map((name) => registeredMedium(app, 'attachment', `https://reef.test/${name}`)))
  for (const medium of media.slice(0, 3))
    await failCopy(app, medium, { problem: ['media-gone', { host: 'reef.test', status: 404 }], isLasting: true })
  reef.serve('/failed', servedFile(await png()))
  reef.serve('/large', servedFile(Buffer.concat([await png(), Buffer.alloc(101 * 1_048_576)])))
  reef.serve('/never-looked-at', servedFile(await png()))
  const nothing = { wanted: 0, fetched: 0, tooLarge: 0, failed: 0, reasons: new Map() }
  assert.deepEqual(await refetch(app, { host: 'shoal.test' }), nothing)
  const reasons = new Map([['reef.test does not have it any more (404).', 1]])
  assert.deepEqual(await refetch(app), { wanted: 3, fetched: 1, tooLarge: 1, failed: 1, reasons })
  assert.deepEqual(reef.requests.toSorted(), ['GET /failed', 'GET /gone', 'GET /large'])
  assert.equal((await refetch(app, { isDryRun: true })).wanted, 2)
  await app.db.updateTable('media').set({ unused_since: app.clock.now() }).execute()
  assert.equal((await refetch(app, { isDryRun: true })).wanted, 0, 'nothing shows them any more')
})
