/** A community lists its moderators as ids or whole actors. They are read once a day while somebody looks. */
import assert from 'node:assert/strict'
import { createBrowser } from '../../world/browser.ts'
import { assertConsistent } from '../../world/consistent.ts'
import type { Json } from '../../world/peer.ts'
import { scenario } from '../../world/scenario.ts'
import type { World } from '../../world/world.ts'

const PASSWORD = 'lagoon lagoon'
const TEA = '/@tea@forum.test'

async function scene(world: World) {
  const lagoon = await world.server('lagoon.test')
  const peer = await world.peer('forum.test')
  const moderators = `${peer.origin}/category/5/moderators`
  const tea = await peer.actor('tea', { type: 'Group', attributedTo: moderators })
  await lagoon.user('ana', { password: PASSWORD })
  const browser = createBrowser((request) => lagoon.fetch(request), lagoon.origin)
  await browser.submit('/auth/sign-in', { login: 'ana', password: PASSWORD })
  const list = (orderedItems: unknown[], changes: Json = {}) =>
    peer.serve(moderators, { type: 'OrderedCollection', totalItems: orderedItems.length, orderedItems, ...changes })
  /** The names on the community's page after a look at it. */
  const look = async () => {
    await browser.get(`/search?q=${encodeURIComponent('@tea@forum.test')}`)
    await world.settle()
    const html = await (await browser.get(TEA)).text()
    const [, names = ''] = /<ul class="names">(.*?)<\/ul>/s.exec(html) ?? []
    return [...names.matchAll(/<bdi>(.*?)<\/bdi>/g)].map(([, name]) => name)
  }
  return { lagoon, peer, tea, look, list, moderators }
}

scenario('moderators are shown whether they are listed as ids or whole, and wherever they live', async (world) => {
  const { peer, look, list } = await scene(world)
  const far = await world.peer('far.test')
  const [lia, max, cy] = [await peer.actor('lia'), await peer.actor('max'), await far.actor('cy')]
  list([
    lia.id,
    max.document,
    { ...cy.document, name: 'Forged', preferredUsername: 'forged' },
    'https://lagoon.test/x',
    7,
  ])
  const before = peer.requests.length
  assert.deepEqual(await look(), ['lia', 'max', 'cy@far.test'])
  assert.ok(!peer.requests.slice(before).includes('GET /users/max'), 'its own server has just served it')
  await world.clock.advance('30h')
  list([cy.id])
  await look()
  assert.deepEqual(await look(), ['cy@far.test'])
})

scenario('a list that cannot be read now, or is none, changes nothing', async (world) => {
  const { peer, tea, look, list, moderators } = await scene(world)
  const lia = await peer.actor('lia')
  list([lia.id])
  assert.deepEqual(await look(), ['lia'])
  for (const answer of [503, 404, lia.document] as const) {
    await world.clock.advance('30h')
    peer.serve(moderators, answer)
    await look()
    assert.deepEqual(await look(), ['lia'])
  }
  assert.deepEqual(tea.document.attributedTo, moderators)
})

scenario('a list of thousands costs few requests, and another server cannot list', async (world) => {
  const { peer, look, list, moderators } = await scene(world)
  const all = await Promise.all(Array.from({ length: 60 }, (_, n) => peer.actor(`m${n}`)))
  list(all.map(({ id }) => id))
  const before = peer.requests.length
  assert.equal((await look()).length, 10)
  assert.equal(peer.requests.slice(before).filter((line) => /^GET \/users\/m\d+$/.test(line)).length, 10)
  const evil = await world.peer('evil.test')
  evil.serve('/list', { id: `${evil.origin}/list`, type: 'OrderedCollection', orderedItems: [] })
  peer.serve(moderators, () => Response.redirect(`${evil.origin}/list`))
  await world.clock.advance('30h')
  await look()
  assert.equal((await look()).length, 10)
})

scenario('nothing is left of the moderators of a community that is deleted, nor of a moderator', async (world) => {
  const { lagoon, peer, tea, look, list } = await scene(world)
  const [lia, max] = [await peer.actor('lia'), await peer.actor('max')]
  list([lia.id, max.id])
  assert.deepEqual(await look(), ['lia', 'max'])
  for (const gone of [lia, tea]) {
    peer.serve(gone.id, 410)
    await gone.send(lagoon, gone.delete(gone.id))
    await world.pass('2h')
    await assertConsistent(lagoon.app)
  }
})
