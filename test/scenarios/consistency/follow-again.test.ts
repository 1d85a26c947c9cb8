/** An answer belongs to the Follow that it names, so both servers agree in the end, whatever arrives when (C11, A-16). */
import assert from 'node:assert/strict'
import type { Json, Peer } from '../../world/peer.ts'
import type { PeerActor } from '../../world/peer-actor.ts'
import type { Person } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'
import type { TestServer } from '../../world/test-server.ts'
import type { World } from '../../world/world.ts'
import { FollowedSoftware, type Software } from './followed-software.ts'

const MAX_STEPS = 60

interface Pair {
  world: World
  lagoon: TestServer
  peer: Peer
  ana: Person
}

async function anaAndPeer(world: World): Promise<Pair> {
  const [lagoon, peer] = [await world.server('lagoon.test'), await world.peer('misskey.test')]
  return { world, lagoon, peer, ana: await lagoon.user('ana') }
}

/** Ana acts while messages are under way, which arrive in any order, until none is left. */
async function interleave(pair: Pair, bo: PeerActor, software: Software, acts: ('follow' | 'unfollow')[]) {
  const { world, lagoon, ana } = pair
  const there = new FollowedSoftware(bo, software)
  const left = [...acts]
  const story: string[] = []
  for (let step = 0; step < MAX_STEPS; step++) {
    const next = [
      ...left
        .slice(0, 1)
        .map((act) => ({ name: act as string, run: () => ana[act](bo.handle).then(() => left.shift()) })),
      ...there.processable.map((one, n) => ({ name: `process ${one.type}`, run: async () => there.process(n) })),
      ...there.answers.map((one, n) => ({ name: `deliver ${one.type}`, run: () => there.deliver(lagoon, n) })),
    ]
    const chosen = next[Math.floor(world.random() * next.length)]
    if (!chosen) return { there, story: story.join(', ') }
    story.push(chosen.name)
    await chosen.run()
    await world.pass('1s')
  }
  throw new Error(`They never stop: ${story.join(', ')}`)
}

async function agrees({ ana }: Pair, bo: PeerActor, there: FollowedSoftware, wanted: boolean, story: string) {
  const { following, requested } = await ana.relationship(bo.handle)
  assert.deepEqual(
    { following, requested, there: there.hasFollower },
    { following: wanted, requested: false, there: wanted },
    story,
  )
}

for (const software of ['misskey', 'mastodon'] as const) {
  scenario(
    `follow, unfollow and follow again: both sides agree with ${software}, whatever arrives when`,
    async (world) => {
      const pair = await anaAndPeer(world)
      for (let round = 0; round < 25; round++) {
        const bo = await pair.peer.actor(`bo${round}`)
        const { there, story } = await interleave(pair, bo, software, ['follow', 'unfollow', 'follow'])
        await agrees(pair, bo, there, true, story)
      }
    },
  )

  scenario(`follow and unfollow: both sides agree with ${software}, whatever arrives when`, async (world) => {
    const pair = await anaAndPeer(world)
    for (let round = 0; round < 10; round++) {
      const bo = await pair.peer.actor(`bo${round}`)
      const { there, story } = await interleave(pair, bo, software, ['follow', 'unfollow'])
      await agrees(pair, bo, there, false, story)
    }
  })
}

scenario('the late Reject of a withdrawn follow does not end the next one, in the order of Misskey', async (world) => {
  const pair = await anaAndPeer(world)
  const { lagoon, peer, ana } = pair
  const bo = await peer.actor('bo')
  const there = new FollowedSoftware(bo, 'misskey')
  for (const act of ['follow', 'unfollow', 'follow'] as const) {
    await ana[act](bo.handle)
    await world.settle()
  }
  while (there.inbox.length > 0) there.process(0)
  while (there.answers.length > 0) {
    await there.deliver(lagoon, 0)
    await world.pass('1s')
  }
  assert.equal((await ana.relationship(bo.handle)).following, true)
  await bo.send(lagoon, bo.create(bo.note('for followers', { to: [bo.followers], cc: [] })))
  await world.settle()
  assert.deepEqual(await ana.homeTexts(), ['for followers'])
})

for (const software of ['misskey', 'mastodon'] as const)
  scenario(`${software} removes a follower, also one who had followed before`, async (world) => {
    const pair = await anaAndPeer(world)
    const { lagoon, peer, ana } = pair
    const bo = await peer.actor('bo')
    const { there } = await interleave(pair, bo, software, ['follow', 'unfollow', 'follow'])
    await world.pass('2h')
    there.remove(peer.receivedOf('Follow').at(-1) as Json)
    await there.deliver(lagoon, 0)
    await world.settle()
    const { following, requested } = await ana.relationship(bo.handle)
    assert.deepEqual([following, requested, there.inbox.length], [false, false, 0])
  })

scenario('a Reject of an earlier Follow, and an Accept of it, change nothing', async (world) => {
  const { lagoon, peer, ana } = await anaAndPeer(world)
  const bo = await peer.actor('bo')
  for (const act of ['follow', 'unfollow', 'follow'] as const) {
    await ana[act](bo.handle)
    await world.settle()
  }
  const [first, second] = peer.receivedOf('Follow') as [Json, Json]
  assert.notEqual(first.id, second.id)
  await bo.send(lagoon, bo.accept(first))
  await bo.send(lagoon, bo.accept({ id: first.id }))
  await bo.send(lagoon, bo.reject(first))
  await world.settle()
  assert.deepEqual((await ana.relationship(bo.handle)).requested, true)
  await bo.send(lagoon, { ...bo.accept(second), object: second.id })
  await world.settle()
  await bo.send(lagoon, bo.reject(first))
  await world.settle()
  assert.equal((await ana.relationship(bo.handle)).following, true)
  await bo.send(lagoon, bo.reject(second))
  await world.settle()
  assert.equal((await ana.relationship(bo.handle)).following, false)
  await bo.send(lagoon, bo.accept(second))
  await world.settle()
  assert.equal((await ana.relationship(bo.handle)).following, true, 'an Accept of the newest Follow counts')
})

scenario('an Accept after a Reject does not bring back what the follower gave up', async (world) => {
  const { lagoon, peer, ana } = await anaAndPeer(world)
  for (const [name, end] of [
    ['bo', 'unfollow'],
    ['cy', 'block'],
  ] as const) {
    const target = await peer.actor(name)
    await ana.follow(target.handle)
    await world.settle()
    const follow = peer.receivedOf('Follow').at(-1) as Json
    await target.send(lagoon, target.reject(follow))
    await world.settle()
    await ana[end](target.handle)
    await target.send(lagoon, target.accept(follow))
    await world.settle()
    const { following, requested } = await ana.relationship(target.handle)
    assert.deepEqual([name, following, requested], [name, false, false])
  }
})

scenario('an Accept of a follow that does not exist is undone, once per pair and day (A-16)', async (world) => {
  const { lagoon, peer, ana } = await anaAndPeer(world)
  const [bo, cy] = [await peer.actor('bo'), await peer.actor('cy')]
  await ana.findAccount(bo.handle)
  const never = { id: `${ana.uri}#follows/12345`, type: 'Follow', actor: ana.uri, object: bo.id }
  for (let n = 0; n < 3; n++) {
    await bo.send(lagoon, bo.accept(never))
    await world.pass('1m')
  }
  const undone = () => peer.received.filter(({ activity }) => activity.type === 'Undo')
  assert.deepEqual(
    undone().map(({ path, activity }) => [path, (activity.object as Json).id, (activity.object as Json).object]),
    [[new URL(`${bo.id}/inbox`).pathname, never.id, bo.id]],
  )
  assert.equal((await ana.relationship(bo.handle)).following, false)
  // Only the followed account itself can accept, and nobody else receives anything.
  await cy.send(lagoon, cy.accept(never))
  await cy.send(lagoon, cy.accept({ ...never, object: cy.id, actor: `${lagoon.origin}/ap/users/999` }))
  await world.pass('1m')
  assert.equal(undone().length, 1)
  await world.pass('1d')
  await bo.send(lagoon, bo.accept(never))
  await world.settle()
  assert.equal(undone().length, 2)
  assert.notEqual(undone()[0]?.activity.id, undone()[1]?.activity.id)
})

scenario('a server that accepts follows of many accounts causes few Undos', async (world) => {
  const { lagoon, peer, ana } = await anaAndPeer(world)
  const bo = await peer.actor('bo')
  await ana.findAccount(bo.handle)
  const sender = await peer.actor('swarm')
  for (let n = 0; n < 130; n++) {
    const one = await peer.actor(`a${n}`)
    one.keys = sender.keys
    await one.send(lagoon, one.accept({ type: 'Follow', actor: ana.uri, object: one.id }))
  }
  await world.settle()
  assert.equal(peer.receivedOf('Undo').length, 100)
})
