import assert from 'node:assert/strict'
import { scenario } from '../world/scenario.ts'
import type { Flaw } from '../world/sign-request.ts'
import { followedPeer } from './followed-peer.ts'

const FLAWS: readonly Flaw[] = ['unsigned', 'signature', 'digest', 'no-digest', 'old-date', 'future-date']
/** What the older form leaves to the sender, and we insist on (S-03). */
const CAVAGE_FLAWS: readonly Flaw[] = ['no-host', 'no-date']

scenario('both forms of signatures are understood', async (world) => {
  const { lagoon, bo, home } = await followedPeer(world)
  await bo.send(lagoon, bo.create(bo.note('the old way')), { form: 'cavage' })
  await world.settle()
  await world.clock.advance('1m')
  await bo.send(lagoon, bo.create(bo.note('the new way')), { form: 'rfc9421' })
  await world.settle()
  assert.deepEqual(await home(), ['the new way', 'the old way'])
})

for (const form of ['cavage', 'rfc9421'] as const) {
  scenario(`what is wrongly signed (${form}) is refused with 401 and has no effect`, async (world) => {
    const { lagoon, bo, home } = await followedPeer(world)
    for (const flaw of form === 'cavage' ? [...FLAWS, ...CAVAGE_FLAWS] : FLAWS) {
      await world.clock.advance('2m')
      const { status, json } = await bo.post(lagoon, bo.create(bo.note(flaw)), { flaw, form })
      assert.equal(status, 401, flaw)
      assert.equal(typeof (json() as { error: unknown }).error, 'string', flaw)
    }
    await world.settle()
    assert.deepEqual(await home(), [])
  })
}

scenario(
  'a server that only understands the newer form is reached by a second knock, and remembered (S-21)',
  async (world) => {
    const lagoon = await world.server('lagoon.test')
    const peer = await world.peer('fedify.test')
    const [ana, bo] = [await lagoon.user('ana'), await peer.actor('bo')]
    await bo.send(lagoon, bo.follow(ana.uri))
    peer.inboxRule = ({ headers }) => (headers.has('signature-input') ? 202 : 401)
    await world.settle()
    assert.equal(peer.got('Accept').length, 1)
    const knocks = () => world.tape.find({ to: 'fedify.test', method: 'POST' }).map(({ status }) => status)
    assert.deepEqual(knocks(), [401, 202])
    await ana.post('hello')
    await world.settle()
    assert.deepEqual(knocks(), [401, 202, 202])
  },
)
