import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../../test/world/accounts.ts'
import { remotePicture } from '../../../../test/world/attachments.ts'
import { copiedMedium, runRemovals } from '../../../../test/world/copies.ts'
import { limitedStorage } from '../../../../test/world/limited-storage.ts'
import { statusBy } from '../../../../test/world/statuses.ts'
import { createTestApp, type TestApp } from '../../../../test/world/test-app.ts'
import { createHandler } from '../../../http.ts'
import { HOUR, MINUTE } from '../../../lib/durations.ts'
import { fetchFrom } from '../../../lib/http-server/web-standard.ts'
import { createLog } from '../../../lib/log.ts'
import type { App } from '../../app.ts'
import { favourite } from '../../interactions/favourite.ts'
import { diskSpace, mayKeepCopies, watchDisk } from './reserve.ts'
import { sizeOf } from './sizes.ts'

const MB = 1_048_576

/** An App on a disk of ten megabytes with a reserve of four, and the lines of its log. */
function onSmallDisk({ app }: TestApp): { app: App; lines: string[] } {
  const lines: string[] = []
  const log = createLog({ level: 'info', stream: { write: (line) => void lines.push(line) } })
  return { app: { ...app, log, storage: limitedStorage(app.storage, 10 * MB) }, lines }
}

const picture = (app: App, name: string) =>
  copiedMedium(app, 'attachment', `https://reef.test/${name}`, Buffer.alloc(MB, name))

test('below the reserve no copies are kept, those looked at longest ago go, and the log says so once', async () => {
  await using world = await createTestApp({ env: { ATOLL_DISK_RESERVE: '4' } })
  const { app, lines } = onSmallDisk(world)
  const ana = await localAccount(app, 'ana')
  const author = await remoteAccount(app, 'bo@reef.test')
  const status = await statusBy(app, author, { attachments: [remotePicture({ url: 'https://reef.test/0' })] })
  await favourite(app, ana, status.id)
  for (const name of ['0', '1', '2', '3', '4', '5']) {
    await picture(app, name)
    world.advance(MINUTE)
  }
  assert.equal(await mayKeepCopies(app), true)
  await picture(app, '6')
  await picture(app, '7')
  world.advance(MINUTE)
  assert.equal(await mayKeepCopies(app), false)
  assert.deepEqual(await diskSpace(app), { free: 2 * MB, reserve: 4 * MB, isLow: true })
  world.advance(MINUTE)
  assert.equal(await mayKeepCopies(app), false)
  assert.equal(lines.filter((line) => line.includes('almost full')).length, 1)
  const ask = fetchFrom(createHandler(app))
  const health = await ask(new Request('https://lagoon.test/health'), {})
  assert.equal(health.status, 200)
  assert.match(await health.text(), /^OK\ndegraded: the disk is almost full/)

  await watchDisk.run(app)
  await watchDisk.run(app)
  assert.deepEqual((await sizeOf(app, 'media')).entries, 5, 'it does not drop twice what is still being removed')
  world.advance(HOUR)
  await runRemovals(app)
  assert.equal(await mayKeepCopies(app), true)
  assert.equal(lines.filter((line) => line.includes('room on the disk again')).length, 1)
  const kept = await app.db.selectFrom('media').select('remote_url').where('cached_at', 'is not', null).execute()
  assert.deepEqual(kept.map((row) => row.remote_url?.at(-1)), ['0', '4', '5', '6', '7']) // biome-ignore format: short
})
