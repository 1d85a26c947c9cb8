/**
 * Kills the process after each step of an upload, and restarts it on the same database and folder. Once the upload was
 * stored, it is processed once, whatever the step.
 */
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import type { App } from '../../src/core/app.ts'
import { processMedia, processUpload } from '../../src/core/media/uploads/process.ts'
import { uploadMedia } from '../../src/core/media/uploads/upload.ts'
import { claim } from '../../src/jobs/claim.ts'
import type { Id } from '../../src/lib/ids.ts'
import type { Decoder } from '../../src/lib/media/decoder.ts'
import { MediaError } from '../../src/lib/media/media-error.ts'
import { createSlots } from '../../src/lib/slot.ts'
import { picture } from '../world/photograph.ts'
import { scenario } from '../world/scenario.ts'
import { storedNames } from '../world/stored-media.ts'
import type { World } from '../world/world.ts'

/** Longer than the request of a picture may take, and than a lease. */
const AFTER_DELAY = '3m'
const AFTER_PINS = '11m'

class SimulatedCrash extends Error {}

const crash = async () => {
  throw new SimulatedCrash()
}

/** How far a process gets with an upload. */
const STEPS: Record<string, (app: App, id: Id) => Promise<void>> = {
  stored: async () => {},
  'being decoded': (app, id) => dying(app, id, { decoder: { ...app.decoder, decode: crash } }),
  'decoded, but not written': (app, id) => dying(app, id, { transaction: crash }),
  'written, but not committed': (app, id) =>
    dying(app, id, { transaction: (work) => app.transaction((tx) => work(tx).then(crash)) }),
  processed: (app, id) => processUpload(app, id),
}

async function dying(app: App, id: Id, changes: Partial<App>): Promise<void> {
  await assert.rejects(processUpload({ ...app, slot: createSlots(), ...changes }, id), SimulatedCrash)
}

async function store(world: World) {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  const bytes = await picture()
  const path = await lagoon.app.storage.temporaryFile()
  await writeFile(path, bytes)
  const owner = await lagoon.app.db
    .selectFrom('accounts')
    .selectAll()
    .where('id', '=', Number(ana.id))
    .executeTakeFirstOrThrow()
  const { id } = await uploadMedia(lagoon.app, owner, { file: { path, bytes: bytes.length } })
  return { lagoon, ana, id }
}

for (const [step, run] of Object.entries(STEPS)) {
  scenario(`a crash while an upload is ${step}`, async (world) => {
    const { lagoon, ana, id } = await store(world)
    await run(lagoon.app, id)
    await world.crash(lagoon)
    assert.equal((await ana.api('GET', `/api/v1/media/${id}`)).status, step === 'processed' ? 200 : 206)
    await world.pass(AFTER_DELAY, 2)
    const { status, body } = await ana.api('GET', `/api/v1/media/${id}`)
    assert.deepEqual([status, body.type], [200, 'image'])
    assert.equal((await ana.post('', { media_ids: [String(id)] })).media_attachments.length, 1)
    await world.pass(AFTER_PINS, 2)
    const kept = await lagoon.app.db.selectFrom('media').select(['file', 'preview']).executeTakeFirstOrThrow()
    assert.deepEqual(await storedNames(lagoon.app), [kept.file, kept.preview].sort())
  })
}

scenario('an upload that cannot be processed fails after some attempts, with the reason', async (world) => {
  const { lagoon, ana, id } = await store(world)
  const broken: Decoder = {
    ...lagoon.app.decoder,
    decode: async () => {
      throw new MediaError(['media-decoder-broken'])
    },
  }
  const app = { ...lagoon.app, decoder: broken }
  const payload = { media_id: id, account_id: Number(ana.id) }
  const attempt = (number: number) => processMedia.run(app, payload, { id: 1, attempt: number, createdAt: 0 })
  for (let number = 1; number < 5; number++) await assert.rejects(attempt(number), MediaError)
  await attempt(5)
  const { status, body } = await ana.api('GET', `/api/v1/media/${id}`)
  assert.deepEqual([status, /cannot process files/.test(body.error)], [422, true])
  assert.equal((await ana.api('POST', '/api/v1/statuses', { media_ids: [String(id)] })).status, 422)
  await world.pass(AFTER_PINS, 2)
  assert.deepEqual(await storedNames(lagoon.app), [])
})

scenario('an upload that kills the process at each attempt fails, too', async (world) => {
  const { lagoon, ana, id } = await store(world)
  for (let died = 0; died < 5; died++) {
    await world.clock.advance(AFTER_DELAY)
    const now = world.clock.now()
    const lanes = { full: [], freeIn: () => 1 }
    const asked = { name: 'processMedia', limit: 1, owner: 'died', now, lanes }
    const claimed = await claim(lagoon.app, lagoon.app.dialect, asked)
    assert.equal(claimed.length, 1)
    await world.crash(lagoon)
  }
  await world.pass(AFTER_DELAY, 2)
  assert.equal((await ana.api('GET', `/api/v1/media/${id}`)).status, 422)
})
