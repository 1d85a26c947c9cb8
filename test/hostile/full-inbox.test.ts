/** A server whose activities wait for its own answers does not fill the inbox for all. */
import assert from 'node:assert/strict'
import { followedPeer } from '../scenarios/followed-peer.ts'
import { PUBLIC } from '../world/peer-actor.ts'
import { scenario } from '../world/scenario.ts'

const BACKLOG = 100

scenario('activities that wait for the server that sent them leave room for those of others (Q-10)', async (world) => {
  const { lagoon, bo, send, home } = await followedPeer(world, { ATOLL_INBOX_BACKLOG: String(BACKLOG) })
  const mallory = await (await world.peer('evil.test')).actor('mallory')
  const answers = []
  for (let n = 0; n < 2 * BACKLOG; n++) {
    const object = mallory.mint('posts')
    mallory.peer.serve(object, 503)
    const { status } = await mallory.post(lagoon, mallory.create({ id: object }, { object, to: [PUBLIC] }))
    answers.push(status)
    await world.clock.advance('1s')
    await world.settle()
  }
  assert.deepEqual([answers[0], answers.at(-1)], [202, 429])
  assert.ok(answers.filter((status) => status === 202).length < BACKLOG / 2)
  await send(bo.create(bo.note('still heard')))
  assert.deepEqual(await home(), ['still heard'])
})
