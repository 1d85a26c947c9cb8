/** What a server whose signatures are valid can make ours fetch from others (R-113, E-45). */
import assert from 'node:assert/strict'
import { TO_UNKNOWN_HOST_RATE } from '../../src/federation/fetch/sender.ts'
import type { Json, Peer } from '../world/peer.ts'
import { PUBLIC } from '../world/peer-actor.ts'
import { hostile, type Scene } from './scene.ts'

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

/** Lets mallory's server use up what servers together may fetch from the victim. */
async function useUp({ lagoon, world, mallory }: Scene, victim: Peer): Promise<void> {
  const actor = `${victim.origin}/users/x`
  for (let n = 0; n < TO_UNKNOWN_HOST_RATE.max; n++) {
    const object = `${victim.origin}/notes/${n}`
    await mallory.send(lagoon, { id: `${object}/create`, type: 'Create', actor, object, to: [PUBLIC] })
  }
  await world.settle()
}

hostile('claimed moves, and mentions in pins, count among what a server makes us fetch (R-113)', async (scene) => {
  const { lagoon, world, mallory, ana } = scene
  const victim = await world.peer('victim.test')
  await useUp(scene, victim)
  for (let n = 0; n < 5; n++) {
    mallory.changes = { movedTo: `${victim.origin}/users/${n}` }
    await mallory.send(lagoon, mallory.update(mallory.document))
    await world.settle()
  }
  const other = await mallory.peer.actor('other')
  const tag = Array.from({ length: EXTRA }, (_, n) => ({ type: 'Mention', href: `${victim.origin}/users/m${n}` }))
  const pin = other.note('a pin', { tag })
  const id = String(other.document.featured)
  mallory.peer.serve(id, { id, type: 'OrderedCollection', orderedItems: [pin.id] })
  await ana.findAccount(other.handle)
  await world.settle()
  assert.ok(mallory.peer.requests.includes(`GET ${new URL(pin.id).pathname}`))
  assert.equal(victim.requests.length, TO_UNKNOWN_HOST_RATE.max)
})

hostile('handles that profiles claim count too when they are refreshed (R-113, R-38)', async (scene) => {
  const { lagoon, world, mallory, ana } = scene
  const victim = await world.peer('victim.test')
  const others = await Promise.all(Array.from({ length: 5 }, (_, n) => mallory.peer.actor(`m${n}`)))
  for (const other of others) await ana.findAccount(other.handle)
  await world.pass('30h')
  await useUp(scene, victim)
  for (const other of others) {
    other.changes = { preferredUsername: `${other.name}x`, webfinger: `${other.name}x@${victim.host}` }
    await other.send(lagoon, other.like(ana.uri))
    await world.settle()
  }
  assert.deepEqual(victim.requests.slice(TO_UNKNOWN_HOST_RATE.max), [])
})

hostile('what a server restores counts too (R-113, C8)', async (scene) => {
  const { lagoon, world, mallory, ana } = scene
  const victim = await world.peer('victim.test')
  await useUp(scene, victim)
  const note = mallory.note('hi', { cc: [ana.uri], tag: [{ type: 'Mention', href: ana.uri }] })
  const deletion = mallory.delete(note.id)
  await mallory.send(lagoon, mallory.create(note))
  await mallory.send(lagoon, deletion)
  await world.settle()
  const tag = ['m0', 'm1'].map((name) => ({ type: 'Mention', href: `${victim.origin}/users/${name}` }))
  mallory.peer.serve(note.id, { ...note, tag: [...(note.tag as Json[]), ...tag] })
  await world.clock.advance('1m')
  await mallory.send(lagoon, mallory.undo(deletion))
  await world.pass('2m')
  assert.ok(mallory.peer.requests.includes(`GET ${new URL(note.id).pathname}`))
  assert.equal(victim.requests.length, TO_UNKNOWN_HOST_RATE.max)
})
