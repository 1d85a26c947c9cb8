/** Hosts that keep us waiting, and posts that would make us ask many. */
import assert from 'node:assert/strict'
import { FETCH_BUDGET } from '../../src/federation/fetch/budget.ts'
import { fetchForwarded } from '../../src/federation/inbox/fetch-forwarded.ts'
import { refreshActor } from '../../src/federation/refresh/actor.ts'
import { refetchStatus } from '../../src/federation/refresh/status.ts'
import { resolveThread } from '../../src/federation/refresh/thread.ts'
import { SECOND } from '../../src/lib/durations.ts'
import { scenario } from '../world/scenario.ts'
import { type FollowedPeer, followedPeer } from './followed-peer.ts'

const SLOW = 40
const STRANGERS = 60
/** Over sockets and on a busy machine it takes a while until all are asked. */
const PATIENCE_MS = 10 * SECOND

interface Asking {
  name: string
  perLane?: number
  /** Has us keep what is at this address. */
  hold?(scene: FollowedPeer, uri: string): Promise<void>
  /** Has us ask for what is at this address, by and by. */
  ask(scene: FollowedPeer, uri: string): Promise<void>
}

const asking: Asking[] = [
  {
    ...fetchForwarded,
    ask: ({ lagoon: { app } }, uri) => app.transaction((tx) => tx.enqueue(fetchForwarded, { uri })),
  },
  { ...refreshActor, ask: ({ lagoon: { app } }, uri) => app.transaction((tx) => tx.enqueue(refreshActor, { uri })) },
  {
    ...refetchStatus,
    hold: ({ bo, send }, uri) => send(bo.announce(uri)),
    ask: ({ lagoon: { app } }, uri) => app.transaction((tx) => tx.enqueue(refetchStatus, { uri })),
  },
  {
    ...resolveThread,
    ask: ({ lagoon, bo }, uri) => bo.send(lagoon, bo.create(bo.note('re', { inReplyTo: uri }))),
  },
]

for (const { name, perLane, hold, ask } of asking)
  scenario(`Q-05 ${name}: a host that does not answer leaves places to the others`, async (world) => {
    const scene = await followedPeer(world)
    const [slow, quick] = [await world.peer('slow.test'), await world.peer('quick.test')]
    const { promise, resolve: answer } = Promise.withResolvers<void>()
    const posts: string[] = []
    for (let n = 0; n <= SLOW; n++) posts.push((await (n < SLOW ? slow : quick).actor(`zoe${n}`)).note('hi').id)
    for (const uri of posts) await hold?.(scene, uri)
    for (const uri of posts) await ask(scene, uri)
    for (const uri of posts) slow.serve(uri, () => promise.then(() => new Response(null, { status: 404 })))
    slow.requests.length = quick.requests.length = 0
    const settled = world.settle()
    const until = performance.now() + PATIENCE_MS
    while ((quick.requests.length < 1 || slow.requests.length < (perLane ?? SLOW)) && performance.now() < until)
      await aWhile()
    await aWhile()
    const asked = { slow: slow.requests.length, quick: quick.requests.length > 0 }
    answer()
    await settled
    assert.deepEqual(asked, { slow: perLane, quick: true }, 'while nobody there has answered')
    assert.ok(slow.requests.length >= SLOW)
  })

function aWhile(): Promise<void> {
  return new Promise((done) => setTimeout(done, 20))
}

scenario('R-113 a post that names many strangers costs no more requests than a post is worth', async (world) => {
  const { lagoon, bo, send, home } = await followedPeer(world)
  const peer = await world.peer('crowd.test')
  const tag = []
  for (let n = 0; n < STRANGERS; n++)
    tag.push({ type: 'Mention', href: (await peer.actor(`p${n}`)).id, name: `@p${n}` })
  await send(bo.create(bo.note('hello all', { tag })))
  assert.deepEqual(await home(), ['hello all'])
  const asked = world.tape.find({ from: lagoon.host, to: peer.host, method: 'GET' })
  assert.equal(asked.length, FETCH_BUDGET)
})
