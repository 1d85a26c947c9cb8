/** What communities on a hostile server make ours do when they are first seen: how much we fetch, and from whom. */
import assert from 'node:assert/strict'
import { jsonResponse } from '../world/peer.ts'
import { type PeerActor, PUBLIC } from '../world/peer-actor.ts'
import { hostile, type Scene } from './scene.ts'

/** Entries of an outbox that announces posts of a third server. */
function topicsOf(den: PeerActor, victim: string, count = 1_000) {
  return Array.from({ length: count }, (_, n) => ({
    ...{ id: `${den.id}/announces/${n}`, type: 'Announce', actor: den.id, to: [PUBLIC] },
    object: `${victim}/posts/${den.name}-${n}`,
  }))
}

async function look({ world, ana }: Scene, den: PeerActor): Promise<void> {
  await ana.findAccount(den.handle)
  await world.settle()
}

hostile('an outbox that never ends makes us ask a third server for fifty posts', async (scene) => {
  const { world, mallory } = scene
  const victim = await world.peer('pleroma.test')
  const den = await mallory.peer.actor('den', { type: 'Group' })
  const outbox = String(den.document.outbox)
  for (let n = 0; n < 10; n++)
    den.peer.serve(`${outbox}?page=${n}`, {
      ...{ id: `${outbox}?page=${n}`, type: 'OrderedCollectionPage', next: `${outbox}?page=${n + 1}` },
      orderedItems: topicsOf(den, victim.origin),
    })
  den.peer.serve(outbox, { id: outbox, type: 'OrderedCollection', totalItems: 1e9, first: `${outbox}?page=0` })
  await look(scene, den)
  await look(scene, den)
  assert.equal(victim.requests.length, 50)
})

hostile('any number of communities make us ask a server without accounts here 600 times an hour', async (scene) => {
  const { world, mallory } = scene
  const victim = await world.peer('pleroma.test')
  for (let n = 0; n < 14; n++) {
    const den = await mallory.peer.actor(`den${n}`, { type: 'Group' })
    const outbox = String(den.document.outbox)
    den.peer.serve(outbox, { id: outbox, type: 'OrderedCollection', orderedItems: topicsOf(den, victim.origin, 60) })
    await look(scene, den)
  }
  assert.equal(victim.requests.length, 600)
})

hostile(
  'collections that name themselves, and twenty thousand pins and moderators, cost few requests',
  async (scene) => {
    const { lagoon, mallory } = scene
    const den = await mallory.peer.actor('den', { type: 'Group' })
    const [outbox, featured, moderators] = [den.document.outbox, den.document.featured, `${den.id}/moderators`].map(
      String,
    )
    den.changes = { ...den.changes, attributedTo: moderators }
    for (const id of [outbox, featured, moderators] as string[]) {
      const items = Array.from({ length: 20_000 }, (_, n) => `${id}/${n}`)
      den.peer.serve(id, () =>
        jsonResponse({ id, type: 'OrderedCollection', first: id, next: id, last: id, prev: id, orderedItems: items }),
      )
    }
    const before = den.peer.requests.length
    await look(scene, den)
    const asked = den.peer.requests.length - before
    assert.ok(asked > 20 && asked < 120, `${asked}`)
    assert.deepEqual(await lagoon.app.db.selectFrom('jobs').select('last_error').execute(), [])
  },
)
