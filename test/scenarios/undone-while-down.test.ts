/** What a person does and undoes while another server is down, or in the middle of a delivery (C23, C9). */
import assert from 'node:assert/strict'
import type { StatusEntity } from '../../src/api/entities/status.ts'
import type { Peer } from '../world/peer.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import type { Person } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'

interface Scene {
  peer: Peer
  ana: Person
  bo: PeerActor
  own: StatusEntity
  theirs: StatusEntity
}

interface Deed {
  /** The name of the activity on the tape. */
  sends: string
  withdraws: string
  make(scene: Scene): Promise<unknown>
  undo(scene: Scene): Promise<unknown>
}

const DEEDS: Record<string, Deed> = {
  block: {
    sends: 'Block',
    withdraws: 'Undo(Block)',
    make: ({ ana, bo }) => ana.block(bo.handle),
    undo: ({ ana, bo }) => ana.unblock(bo.handle),
  },
  follow: {
    sends: 'Follow',
    withdraws: 'Undo(Follow)',
    make: ({ ana, bo }) => ana.follow(bo.handle),
    undo: ({ ana, bo }) => ana.unfollow(bo.handle),
  },
  like: {
    sends: 'Like',
    withdraws: 'Undo(Like)',
    make: ({ ana, theirs }) => ana.favourite(theirs),
    undo: ({ ana, theirs }) => ana.unfavourite(theirs),
  },
  boost: {
    sends: 'Announce',
    withdraws: 'Undo(Announce)',
    make: ({ ana, theirs }) => ana.boost(theirs),
    undo: ({ ana, theirs }) => ana.unboost(theirs),
  },
  pin: {
    sends: 'Add',
    withdraws: 'Remove',
    make: ({ ana, own }) => ana.pin(own),
    undo: ({ ana, own }) => ana.unpin(own),
  },
}

/** Bo, on a scripted server, follows ana, and she knows a post of bo's. */
async function setting(world: World): Promise<Scene> {
  const lagoon = await world.server('lagoon.test')
  const peer = await world.peer('reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await peer.actor('bo')]
  await bo.send(lagoon, bo.follow(ana.uri))
  await bo.send(lagoon, bo.create(bo.note('@ana', { cc: [ana.uri], tag: [{ type: 'Mention', href: ana.uri }] })))
  const own = await ana.post('hello')
  await world.settle()
  const [theirs = assert.fail()] = (await ana.call('GET', '/api/v1/notifications?types[]=mention')).map(
    ({ status }: { status: StatusEntity }) => status,
  )
  peer.received.length = 0
  return { peer, ana, bo, own, theirs }
}

const arrived = ({ peer }: Scene) => peer.received.map(({ activity }) => nameOf(activity))

function nameOf({ type, object }: Record<string, unknown>): string {
  return type === 'Undo' ? `Undo(${(object as { type: string }).type})` : String(type)
}

/** Five failed deliveries, after which nothing more is tried for a while. */
async function openBreaker(world: World, { peer, ana }: Scene): Promise<void> {
  peer.reachable = false
  const posts = []
  for (let n = 0; n < 5; n++) posts.push(await ana.post(`${n}`))
  await world.settle()
  for (const post of posts) await ana.delete(post)
  await world.settle()
}

async function comeBack(world: World, { peer }: Scene): Promise<void> {
  peer.reachable = true
  await world.pass('2h', 8)
}

for (const [name, { sends, withdraws, make, undo }] of Object.entries(DEEDS)) {
  const ofDeed = (scene: Scene) => arrived(scene).filter((one) => one === sends || one === withdraws)

  scenario(`a ${name} undone before anything was sent leaves no trace elsewhere (C23)`, async (world) => {
    const scene = await setting(world)
    await openBreaker(world, scene)
    await make(scene)
    await world.settle()
    await undo(scene)
    await comeBack(world, scene)
    assert.deepEqual(ofDeed(scene), [])
    await make(scene)
    await world.settle()
    assert.deepEqual(ofDeed(scene), [sends])
  })

  scenario(`a ${name} undone after it was tried in vain is only withdrawn (C23)`, async (world) => {
    const scene = await setting(world)
    scene.peer.reachable = false
    await make(scene)
    await world.settle()
    await undo(scene)
    await comeBack(world, scene)
    assert.deepEqual(ofDeed(scene), [withdraws])
  })

  scenario(`a ${name} undone in the middle of its delivery is not tried again (C23)`, async (world) => {
    const scene = await setting(world)
    const stop = world.intercept(async (sent) => {
      if (sent.activity === undefined || nameOf(sent.activity) !== sends) return undefined
      await undo(scene)
      return 'lose'
    })
    await make(scene)
    await world.settle()
    stop()
    await comeBack(world, scene)
    assert.deepEqual(ofDeed(scene), [withdraws])
  })

  scenario(
    `a ${name} that is undone, repeated and undone again withdraws the one that was tried (C23)`,
    async (world) => {
      const scene = await setting(world)
      let tried: unknown
      const stop = world.intercept(({ activity }) => {
        if (activity && nameOf(activity) === sends) tried = activity.id
        return 'lose-answer'
      })
      await make(scene)
      await world.settle()
      stop()
      await openBreaker(world, scene)
      await undo(scene)
      await world.clock.advance('1s')
      await make(scene)
      await undo(scene)
      await comeBack(world, scene)
      assert.deepEqual(ofDeed(scene), [sends, withdraws])
      const last = scene.peer.receivedOf(withdraws === 'Remove' ? 'Remove' : 'Undo').at(-1)
      if (withdraws !== 'Remove') assert.equal((last?.object as { id?: string } | undefined)?.id, tried)
    },
  )
}

scenario(
  'a follow that was sent again to a server that is down is withdrawn all the same (C19, C23)',
  async (world) => {
    const scene = await setting(world)
    await scene.ana.follow(scene.bo.handle)
    await world.settle()
    await openBreaker(world, scene)
    await world.pass('1h', 25)
    const resent = await scene.ana.server.app.db
      .selectFrom('outbox')
      .select('id')
      .where('type', '=', 'Follow')
      .execute()
    assert.equal(resent.length, 2)
    await scene.ana.unfollow(scene.bo.handle)
    await comeBack(world, scene)
    assert.equal(
      arrived(scene).findLast((name) => /Follow/.test(name)),
      'Undo(Follow)',
    )
  },
)

scenario('a block and its end while the other server is down leave the pair unblocked on both sides', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await ana.follow(bo)
  await world.settle()
  for (const untilTheEnd of ['0s', '3h']) {
    reef.reachable = false
    await ana.block(bo)
    await world.pass(untilTheEnd)
    await ana.unblock(bo)
    await world.pass('20m')
    reef.reachable = true
    await world.pass('2h', 8)
    const [here, there] = [await ana.relationship(bo), await bo.relationship(ana)]
    assert.deepEqual([here.blocking, here.following, here.followed_by], [false, false, false])
    assert.deepEqual([there.blocked_by, there.following, there.followed_by], [false, false, false])
    await bo.follow(ana)
    await ana.follow(bo)
    await world.settle()
    assert.equal((await ana.relationship(bo)).followed_by, true)
  }
})
