/** A community announces a Like to servers that know nothing of it, so the server of its actor proves it. */
import assert from 'node:assert/strict'
import { scenario } from '../../world/scenario.ts'
import { settled, threeServers } from './three-servers.ts'

scenario('a Like in a community can be fetched until it is undone', async (world) => {
  const { bo, lia, cafe, server } = await threeServers(world)
  const page = await settled(world, lia.post(cafe, { title: 'A page' }))
  await settled(world, bo.favourite(await bo.find(page.id)))
  const id = [...server.site.received].find((one) => one.startsWith('https://reef.test/ap/likes/')) as string
  const like = await server.site.fetchDocument(id)
  assert.deepEqual([like.type, like.actor, like.object, like.audience], ['Like', bo.uri, page.id, cafe.id])
  await settled(world, bo.unfavourite(await bo.find(page.id)))
  await assert.rejects(server.site.fetchDocument(id), /404/)
})

scenario('a Like by a member elsewhere counts until it is undone', async (world) => {
  const { ana, bo, lia, cafe } = await threeServers(world)
  const page = await settled(world, lia.post(cafe, { title: 'A page' }))
  const seen = async () => (await ana.view(await ana.find(page.id))).favourites_count
  await settled(world, bo.favourite(await bo.find(page.id)))
  assert.equal(await seen(), 1)
  await settled(world, bo.unfavourite(await bo.find(page.id)))
  assert.equal(await seen(), 0)
})

scenario('a community cannot take back a Like that its server still serves', async (world) => {
  const { ana, bo, lia, cafe, server } = await threeServers(world)
  const page = await settled(world, lia.post(cafe, { title: 'A page' }))
  await settled(world, bo.favourite(await bo.find(page.id)))
  const id = [...server.site.received].find((one) => one.includes('/ap/likes/')) as string
  const like = { id, type: 'Like', actor: bo.uri, object: page.id }
  const undo = { id: `${id}#undo`, type: 'Undo', actor: bo.uri, object: like }
  await settled(world, server.announce(cafe, undo))
  assert.equal((await ana.view(await ana.find(page.id))).favourites_count, 1)
})

scenario('a Like elsewhere is a fragment of its actor and is shown to nobody', async (world) => {
  const [reef, peer] = [await world.server('reef.test'), await world.peer('peer.test')]
  const [bo, cy] = [await reef.user('bo'), await peer.actor('cy')]
  await settled(world, bo.favourite(await bo.find(cy.note('a note').id)))
  const [like] = peer.receivedOf('Like') as [{ id: string }]
  const [, number] = like.id.split('#likes/')
  const { status } = await cy.get(`${reef.origin}/ap/likes/${number}`)
  assert.equal(status, 404)
})
