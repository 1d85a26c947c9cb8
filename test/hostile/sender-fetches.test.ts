/** What a server whose signatures are valid can make ours fetch from others (R-113, E-45). */
import assert from 'node:assert/strict'
import { TO_UNKNOWN_HOST_RATE } from '../../src/federation/fetch/sender.ts'
import type { Json } from '../world/peer.ts'
import { PUBLIC } from '../world/peer-actor.ts'
import { hostile } from './scene.ts'

const EXTRA = 30

hostile('forwarded activities reach a host at a limited rate, and the rest is put off (R-113)', async (scene) => {
  const { lagoon, world, mallory } = scene
  const victim = await world.peer('victim.test')
  const actor = `${victim.origin}/users/x`
  for (let n = 0; n < TO_UNKNOWN_HOST_RATE.max + EXTRA; n++) {
    const object = `${victim.origin}/notes/${n}`
    await mallory.send(lagoon, { id: `${object}/create`, type: 'Create', actor, object, to: [PUBLIC] })
  }
  await world.settle()
  assert.equal(victim.requests.length, TO_UNKNOWN_HOST_RATE.max)
  await world.pass('61m')
  assert.equal(new Set(victim.requests).size, TO_UNKNOWN_HOST_RATE.max + EXTRA)
})

hostile('a forwarded post that was put off is stored later (C14)', async (scene) => {
  const { lagoon, world, mallory, bo, home } = scene
  const member = await world.peer('member.test')
  const cy = await member.actor('cy')
  for (let n = 0; n < TO_UNKNOWN_HOST_RATE.max; n++) {
    const object = `${member.origin}/notes/${n}`
    await mallory.send(lagoon, { id: `${object}/create`, type: 'Create', actor: cy.id, object, to: [PUBLIC] })
  }
  await world.settle()
  const parent = bo.note('a post')
  await bo.send(lagoon, bo.create(parent))
  const reply = cy.note('a reply', { inReplyTo: parent.id, cc: [scene.ana.uri] })
  await bo.send(lagoon, cy.create(reply))
  await world.settle()
  const replies = async () => (await scene.ana.thread(await scene.ana.find(parent.id))).descendants.length
  assert.equal(await replies(), 0)
  await world.pass('61m')
  assert.equal(await replies(), 1)
  assert.deepEqual(await home(), ['a post'])
})

hostile('mentions and parents of own posts reach a host at a limited rate (R-113)', async (scene) => {
  const { lagoon, world, mallory, ana } = scene
  const victim = await world.peer('victim.test')
  const mention = (href: string): Json => ({ type: 'Mention', href, name: '@x' })
  for (let n = 0; n < TO_UNKNOWN_HOST_RATE.max / 20; n++) {
    const tag = Array.from({ length: 30 }, (_, m) => mention(`${victim.origin}/users/${n}-${m}`))
    const inReplyTo = `${victim.origin}/notes/${n}`
    const note = mallory.note('hi', { tag: [mention(ana.uri), ...tag], cc: [ana.uri], inReplyTo })
    await mallory.send(lagoon, mallory.create(note))
    await world.settle()
  }
  assert.equal(victim.requests.length, TO_UNKNOWN_HOST_RATE.max)
})

hostile(
  'a profile that says where it has moved counts among what its server makes us fetch (R-113, A-24)',
  async (scene) => {
    const { lagoon, world, mallory } = scene
    const victim = await world.peer('victim.test')
    for (let n = 0; n < TO_UNKNOWN_HOST_RATE.max; n++) {
      const object = `${victim.origin}/notes/${n}`
      const actor = `${victim.origin}/users/x`
      await mallory.send(lagoon, { id: `${object}/create`, type: 'Create', actor, object, to: [PUBLIC] })
    }
    await world.settle()
    for (let n = 0; n < EXTRA; n++) {
      mallory.changes = { movedTo: `${victim.origin}/users/${n}` }
      await mallory.send(lagoon, mallory.update(mallory.document))
      await world.settle()
    }
    assert.equal(victim.requests.length, TO_UNKNOWN_HOST_RATE.max)
  },
)
