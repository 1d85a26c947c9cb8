import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../../test/world/test-app.ts'
import { hostAnswered, hostFailed, hostState } from '../../delivery/host-health.ts'
import { DAY } from '../../lib/durations.ts'
import { pruneOutbox } from './prune.ts'

test('hosts that have failed for long, or to which nothing is sent any more, are forgotten (R-112)', async () => {
  await using test = await createTestApp()
  const { app } = test
  await hostAnswered(app, await hostState(app, 'healthy.test'), 'cavage')
  await hostFailed(app, await hostState(app, 'failing.test'))
  const lane = await hostState(app, 'hook recovered.test')
  await hostFailed(app, lane)
  await hostAnswered(app, lane)
  test.advance(91 * DAY)
  await hostAnswered(app, await hostState(app, 'used.test'), 'cavage')
  await pruneOutbox.run(app)
  assert.deepEqual(await app.db.selectFrom('hosts').select('host').execute(), [{ host: 'used.test' }])
})
