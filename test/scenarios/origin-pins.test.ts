/** Pins are read from the collection of their owner, since some servers send no Add. */
import assert from 'node:assert/strict'
import type { Json } from '../world/peer.ts'
import { type PeerActor, PUBLIC } from '../world/peer-actor.ts'
import type { Person } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'

type Note = Json & { id: string }

/** As GoToSocial and Misskey serve it. */
function featured({ document, peer }: PeerActor, orderedItems: unknown[], changes: Json = {}) {
  const id = document.featured as string
  peer.serve(id, { id, type: 'OrderedCollection', totalItems: orderedItems.length, orderedItems, ...changes })
}

async function scene(world: World) {
  const lagoon = await world.server('lagoon.test')
  const peer = await world.peer('gts.test')
  const [ana, bo] = [await lagoon.user('ana'), await peer.actor('bo')]
  const [one, two, three] = ['one', 'two', 'three'].map((text) => bo.note(text)) as [Note, Note, Note]
  return { lagoon, peer, ana, bo, one, two, three }
}

async function pinned(reader: Person, bo: PeerActor): Promise<string[]> {
  return (await reader.statusesOf(bo.handle, '?pinned=true')).map(({ uri }) => uri)
}

async function lookUp(world: World, reader: Person, bo: PeerActor): Promise<string[]> {
  await reader.findAccount(bo.handle)
  await world.settle()
  return pinned(reader, bo)
}

scenario('the pins of an account are there when it is first seen, in their order', async (world) => {
  const { ana, bo, one, two, three } = await scene(world)
  featured(bo, [two.id, three.id, one.id])
  assert.deepEqual(await lookUp(world, ana, bo), [two.id, three.id, one.id])
})

scenario('pins that are removed at their origin vanish with the next look, new ones come', async (world) => {
  const { ana, bo, one, two, three } = await scene(world)
  featured(bo, [one.id, two.id])
  await lookUp(world, ana, bo)
  featured(bo, [three.id, two.id])
  assert.deepEqual(await lookUp(world, ana, bo), [one.id, two.id], 'nobody asks again within a day')
  await world.clock.advance('30h')
  assert.deepEqual(await lookUp(world, ana, bo), [three.id, two.id])
  bo.peer.serve(bo.document.featured as string, 503)
  await world.clock.advance('30h')
  assert.deepEqual(await lookUp(world, ana, bo), [three.id, two.id], 'a fault of the origin changes nothing')
  featured(bo, [])
  await world.clock.advance('30h')
  assert.deepEqual(await lookUp(world, ana, bo), [])
})

scenario('pins are refreshed when a followed account is active, although it sends no Add', async (world) => {
  const { lagoon, ana, bo, one } = await scene(world)
  await ana.follow(bo.handle)
  await world.settle()
  await bo.send(lagoon, bo.accept(bo.peer.receivedOf('Follow')[0] as Json))
  await world.settle()
  featured(bo, [one.id])
  await world.clock.advance('30h')
  await bo.send(lagoon, bo.create(bo.note('news')))
  await world.settle()
  assert.deepEqual(await pinned(ana, bo), [one.id])
})

for (const [form, changes] of Object.entries({
  'whole posts': ({ one, two }) => ({ orderedItems: [two, one] }),
  'a first page': ({ bo, one, two }) => {
    const id = `${bo.document.featured}?page=1`
    bo.peer.serve(id, { id, type: 'OrderedCollectionPage', orderedItems: [two.id, one.id] })
    return { orderedItems: undefined, first: id }
  },
  'an embedded page': ({ one, two }) => ({
    orderedItems: undefined,
    first: { type: 'OrderedCollectionPage', orderedItems: [{ id: two.id, type: 'Note' }, one.id] },
  }),
} satisfies Record<string, (made: Awaited<ReturnType<typeof scene>>) => Json>)) {
  scenario(`featured may be ${form}`, async (world) => {
    const made = await scene(world)
    featured(made.bo, [], changes(made))
    const before = made.peer.requests.length
    assert.deepEqual(await lookUp(world, made.ana, made.bo), [made.two.id, made.one.id])
    const fetched = made.peer.requests.slice(before).filter((line) => /statuses/.test(line)).length
    assert.equal(fetched, form === 'whole posts' ? 0 : 2)
  })
}

scenario('featured cannot show posts of others, private ones, or more than twenty', async (world) => {
  const { lagoon, peer, ana, bo, one } = await scene(world)
  const [eve, far] = [await peer.actor('eve'), await (await world.peer('far.test')).actor('cy')]
  const direct = bo.note('for one', { to: [lagoon.origin], cc: [] })
  const forged = { ...eve.note('not mine'), attributedTo: bo.id, id: `${far.id}/statuses/9`, content: 'forged' }
  const theirs = { ...eve.note('theirs') }
  featured(bo, [theirs.id, theirs, far.note('far').id, forged, direct.id, { content: 'no id' }, 7, null, one.id])
  assert.deepEqual(await lookUp(world, ana, bo), [one.id])
  featured(
    bo,
    Array.from({ length: 100 }, (_, n) => bo.note(`pin ${n}`).id),
  )
  await world.clock.advance('30h')
  const before = peer.requests.length
  assert.equal((await lookUp(world, ana, bo)).length, 20)
  assert.ok(peer.requests.length - before <= 40, `${peer.requests.length - before} requests`)
})

scenario('another server, to which featured redirects, cannot invent pins', async (world) => {
  const { ana, bo, one } = await scene(world)
  const evil = await world.peer('evil.test')
  const list = `${evil.origin}/list`
  const forged = { ...one, id: `${bo.id}/statuses/99`, content: '<p>never written</p>' }
  evil.serve(list, { id: list, type: 'OrderedCollection', orderedItems: [forged, one.id] })
  bo.peer.serve(bo.document.featured as string, () => Response.redirect(list))
  assert.deepEqual(await lookUp(world, ana, bo), [])
  assert.deepEqual((await ana.search(forged.id)).statuses, [])
})

scenario(
  'the pins of a community are topics of its members, which are not fetched if they are whole',
  async (world) => {
    const { peer, ana, bo } = await scene(world)
    const tea = await peer.actor('tea', { type: 'Group' })
    const topic = (name: string) => bo.note(name, { type: 'Page', name, audience: tea.id, to: [tea.id, PUBLIC] })
    const [one, two, outside] = [topic('one'), topic('two'), bo.note('not posted to it')]
    featured(tea, [two, outside, one])
    const before = peer.requests.length
    assert.deepEqual(await lookUp(world, ana, tea), [two.id, one.id])
    assert.deepEqual(
      peer.requests.slice(before).filter((line) => /statuses/.test(line)),
      [],
    )
    assert.deepEqual(await pinned(ana, bo), [], 'they are no pins of their author')
  },
)

scenario('a pinned topic by somebody of another server is fetched there', async (world) => {
  const { peer, ana } = await scene(world)
  const far = await (await world.peer('far.test')).actor('cy')
  const tea = await peer.actor('tea', { type: 'Group' })
  const topic = far.note('from afar', { audience: tea.id, to: [tea.id, PUBLIC] })
  featured(tea, [{ ...topic, content: '<p>not what cy wrote</p>' }])
  assert.deepEqual(await lookUp(world, ana, tea), [topic.id])
  const [status] = await ana.statusesOf(tea.handle, '?pinned=true')
  assert.equal(status?.content, '<p>from afar</p>')
})

scenario('strangers cause no look at their collections', async (world) => {
  const { lagoon, peer, ana, bo } = await scene(world)
  const post = await ana.post('hello')
  await bo.send(lagoon, bo.like(post.uri))
  await world.settle()
  await world.clock.advance('30h')
  await bo.send(lagoon, bo.undo(bo.like(post.uri)))
  await world.settle()
  const collections = peer.requests.filter((line) => /followers|following|outbox|featured/.test(line))
  assert.deepEqual(collections, [])
})
