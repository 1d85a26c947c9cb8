/**
 * An activity and its Undo, in any order, twice, or beside the next of their kind, leave what the right order would have
 * left (C9, C11). `d` is an activity, `u` its Undo; `2` is the next of the same kind, under an id of its own.
 */
import assert from 'node:assert/strict'
import { mode } from '../world/mode.ts'
import type { Json } from '../world/peer.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import type { Person } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import type { TestServer } from '../world/test-server.ts'
import type { World } from '../world/world.ts'
import { followedPeer } from './followed-peer.ts'

/** The other modes play every fifth order. */
const SHARE = mode.postgres || mode.sockets ? 5 : 1

/** What arrives, and the right order with the same end. */
const ORDERS: readonly (readonly [arrives: string, right: string])[] = [
  ['u d', 'd u'],
  ['d u-bare', 'd u'],
  ['u-bare d', 'd u'],
  ['d u-without-id', 'd u'],
  ['u-without-id d', 'd u'],
  ['d u-wrong-id', 'd u'],
  ['d d u', 'd u'],
  ['d u u', 'd u'],
  ['u u d', 'd u'],
  // Misskey follows, unfollows and follows with the same id.
  ['d u d', 'd'],
  ['d u u d', 'd'],
  ['u d u d', 'd'],
  ['d u d u-new', 'd u'],
  ['d u d2', 'd'],
  ['u d d2', 'd'],
  ['u d2 d', 'd'],
  ['d d2 u', 'd'],
  ['d2 u d', 'd'],
  ['d d2 u-bare', 'd'],
  ['d u d2 u', 'd'],
  // Sent again without an Undo, because the answer was lost.
  ['d d2 u2', 'd u'],
]

const PERMUTATIONS = permutations(['d', 'u', 'd2', 'u2']).map((order) => [order.join(' '), 'd u'] as const)

function permutations(items: readonly string[]): string[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item) => permutations(items.filter((one) => one !== item)).map((rest) => [item, ...rest]))
}

interface Setting {
  world: World
  lagoon: TestServer
  ana: Person
  locked: Person
  post: { id: string; uri: string }
}

interface Kind {
  name: string
  make(by: PeerActor, setting: Setting): Json
  /** Whether all orders of two activities and their Undos are played. */
  isThorough?: true
  /** What was there before. */
  before?(by: PeerActor, setting: Setting): Promise<void>
}

const KINDS: readonly Kind[] = [
  { name: 'Like', make: (by, { post }) => by.like(post.uri), isThorough: true },
  { name: 'Announce', make: (by, { post }) => by.announce(post.uri), before: follows },
  { name: 'Follow', make: (by, { ana }) => by.follow(ana.uri) },
  { name: 'Follow of a locked account', make: (by, { locked }) => by.follow(locked.uri) },
  { name: 'Block', make: (by, { ana }) => by.block(ana.uri), before: follows },
]

/** Ana and the actor follow each other. */
async function follows(by: PeerActor, { world, lagoon, ana }: Setting): Promise<void> {
  await ana.follow(by.handle)
  await by.send(lagoon, by.follow(ana.uri))
  await world.settle()
  await by.send(lagoon, by.accept(by.peer.receivedOf('Follow').at(-1) ?? {}))
  await world.settle()
}

/** What anybody here can see of it. */
async function stateOf(by: PeerActor, { lagoon, ana, locked, post }: Setting) {
  const { favourites_count, reblogs_count } = await ana.view(post)
  const { following, requested, followed_by, requested_by, blocked_by } = await ana.relationship(by.handle)
  const account = await ana.findAccount(by.handle)
  const notified = [ana, locked].map(async (person) =>
    (await person.notifications()).filter(({ account: { acct } }) => acct === by.handle).map(({ type }) => type),
  )
  return {
    counts: [favourites_count, reblogs_count, account.statuses_count, (await ana.findAccount(ana)).followers_count],
    relationship: { following, requested, followed_by, requested_by, blocked_by },
    requests: (await locked.followRequests()).filter(({ acct }) => acct === by.handle).length,
    notified: await Promise.all(notified),
    home: (await ana.home()).filter(({ account: { acct } }) => acct === by.handle).length,
    boosts: (await ana.statusesOf(by.handle)).length,
    failed: (await lagoon.app.db.selectFrom('jobs').select('last_error').where('last_error', 'is not', null).execute())
      .length,
  }
}

for (const kind of KINDS)
  scenario(`${kind.name} and its Undo leave the same in any order (C9, C11)`, async (world) => {
    const lagoon = await world.server('lagoon.test')
    const peer = await world.peer('misskey.test')
    const [ana, locked] = [await lagoon.user('ana'), await lagoon.user('locked')]
    await locked.call('PATCH', '/api/v1/accounts/update_credentials', { locked: true })
    let actors = 0
    const play = async (order: string) => {
      const post = await ana.post('a post')
      const setting = { world, lagoon, ana, locked, post }
      const by = await peer.actor(`bo${++actors}`)
      await lagoon.app.remote.account(by.handle)
      await kind.before?.(by, setting)
      const [one, two] = [kind.make(by, setting), kind.make(by, setting)]
      const undo = by.undo(one)
      const steps: Record<string, Json> = {
        d: one,
        u: undo,
        'u-new': { ...undo, published: world.clock.iso() },
        'u-bare': { ...undo, object: one.id },
        'u-without-id': { ...undo, object: { ...(undo.object as Json), id: undefined } },
        'u-wrong-id': { ...undo, object: { ...(undo.object as Json), id: by.mint('wrong') } },
        d2: two,
        u2: by.undo(two),
      }
      for (const step of order.split(' ')) {
        await world.clock.advance('1s')
        await by.send(lagoon, steps[step] ?? {})
        await world.settle()
      }
      const state = await stateOf(by, setting)
      // Not counted in what the next order leaves.
      await by.send(lagoon, by.undo(by.follow(ana.uri)))
      await world.settle()
      return state
    }
    const right = new Map<string, Awaited<ReturnType<typeof play>>>()
    for (const order of ['d', 'd u']) right.set(order, await play(order))
    assert.notDeepEqual(right.get('d'), right.get('d u'))
    const wrong: string[] = []
    const orders = kind.isThorough ? [...ORDERS, ...PERMUTATIONS] : ORDERS
    for (const [arrives, order] of orders.filter((_, at) => at % SHARE === 0)) {
      const state = await play(arrives)
      if (JSON.stringify(state) !== JSON.stringify(right.get(order)))
        wrong.push(`${arrives}: ${JSON.stringify(state)}, not ${JSON.stringify(right.get(order))}`)
    }
    assert.deepEqual(wrong, [])
  })

scenario('a Remove that overtakes its Add leaves the pins that the origin lists (A-25, C9)', async (world) => {
  const { peer, ana, bo, send } = await followedPeer(world)
  const note = bo.note('pinned for a moment')
  const pinned = async () => (await ana.statusesOf(bo.handle, '?pinned=true')).length
  const list = (orderedItems: string[]) =>
    peer.serve(String(bo.document.featured), { id: bo.document.featured, type: 'OrderedCollection', orderedItems })
  list([])
  await send(bo.create(note), bo.remove(note.id), bo.add(note.id))
  assert.equal(await pinned(), 0)
  list([note.id])
  await send(bo.remove(note.id), bo.add(note.id))
  assert.equal(await pinned(), 1, 'the Remove was of an earlier pin, which was unknown here')
  await send(bo.remove(note.id), bo.remove(note.id), bo.add(note.id))
  assert.equal(await pinned(), 1, 'the second Remove was a repetition')
})

scenario('an Undo that overtakes its Delete leaves what the origin serves (C8, C9)', async (world) => {
  const { peer, bo, send, home } = await followedPeer(world)
  const [restored, gone] = [bo.note('restored'), bo.note('gone')]
  await send(bo.create(restored), bo.create(gone))
  peer.serve(gone.id, 410)
  for (const { id } of [restored, gone]) {
    const deletion = bo.delete(id)
    await send(bo.undo(deletion), deletion)
  }
  assert.deepEqual(await home(), ['restored'])
  peer.serve(restored.id, 410)
  await send(bo.delete(restored.id, { id: bo.mint('deletes') }))
  assert.deepEqual(await home(), [], 'a later Delete counts')
})
