/** The numbers of followers, followed accounts and posts of a remote account are those that its origin reports. */
import assert from 'node:assert/strict'
import type { AccountEntity } from '../../src/api/entities/account.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import type { Person } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'

type Total = number | undefined

/** Serves the heads of the collections, as all servers do, with these numbers. */
function report({ document, peer }: PeerActor, totals: Record<'followers' | 'following' | 'outbox', unknown>) {
  for (const [name, totalItems] of Object.entries(totals)) {
    const id = document[name] as string
    peer.serve(id, { id, type: 'OrderedCollection', totalItems, first: `${id}?page=1` })
  }
}

async function counts(world: World, reader: Person, bo: PeerActor): Promise<Total[]> {
  await reader.findAccount(bo.handle)
  await world.settle()
  const found: AccountEntity = await reader.findAccount(bo.handle)
  return [found.followers_count, found.following_count, found.statuses_count]
}

scenario('an account has the counts that its origin reports, refreshed with it', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const peer = await world.peer('gts.test')
  const [ana, bo] = [await lagoon.user('ana'), await peer.actor('bo')]
  report(bo, { followers: 1_200, following: 34, outbox: 567 })
  assert.deepEqual(await counts(world, ana, bo), [1_200, 34, 567])
  assert.deepEqual(
    peer.requests.filter((line) => /page=/.test(line)),
    [],
    'only the head of each collection is fetched',
  )
  report(bo, { followers: 1_300, following: 34, outbox: 500 })
  await world.clock.advance('30h')
  assert.deepEqual(await counts(world, ana, bo), [1_300, 34, 500])
  peer.serve(bo.followers, 403)
  peer.serve(bo.document.following as string, 503)
  await world.clock.advance('30h')
  assert.deepEqual(await counts(world, ana, bo), [0, 34, 500], 'hidden: what we know; unavailable: what we knew')
})

scenario('a count is never less than what is known here, and never absurd', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const peer = await world.peer('gts.test')
  const [ana, bo] = [await lagoon.user('ana'), await peer.actor('bo')]
  report(bo, { followers: 0, following: 9e15, outbox: -3 })
  await ana.follow(bo.handle)
  await world.settle()
  await bo.send(lagoon, bo.accept(peer.receivedOf('Follow')[0] as Record<string, unknown>))
  await world.settle()
  await bo.send(lagoon, bo.create(bo.note('one')))
  assert.deepEqual(await counts(world, ana, bo), [1, 0, 1])
})

scenario('collections without ids count for the addresses at which they are served, as with NodeBB', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const peer = await world.peer('forum.test')
  const [ana, bo] = [await lagoon.user('ana'), await peer.actor('bo')]
  for (const [name, totalItems] of Object.entries({ followers: 12, following: 3, outbox: 56 }))
    peer.serve(bo.document[name] as string, { type: 'OrderedCollection', totalItems, orderedItems: [] })
  assert.deepEqual(await counts(world, ana, bo), [12, 3, 56])
  const elsewhere = await world.peer('evil.test')
  elsewhere.serve('/list', { type: 'OrderedCollection', totalItems: 9_000, orderedItems: [] })
  peer.serve(bo.followers, () => Response.redirect('https://evil.test/list', 302))
  await world.clock.advance('30h')
  assert.deepEqual(await counts(world, ana, bo), [0, 3, 56], 'not of another server')
})
