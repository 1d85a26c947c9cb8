/** Remote hosts that do not answer, and posts that would cause many fetches. */
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
const MENTIONS = 60
/** Over sockets and on a busy machine, it takes a while until every request has been sent. */
const DEADLINE_MS = 10 * SECOND

interface FetchJob {
  name: string
  perLane?: number
  /** Stores what is at this address. */
  store?(scene: FollowedPeer, uri: string): Promise<void>
  /** Enqueues a fetch of this address. */
  enqueue(scene: FollowedPeer, uri: string): Promise<void>
}

const fetchJobs: FetchJob[] = [
  {
    ...fetchForwarded,
    enqueue: ({ lagoon: { app } }, uri) => app.transaction((tx) => tx.enqueue(fetchForwarded, { uri })),
  },
  {
    ...refreshActor,
    enqueue: ({ lagoon: { app } }, uri) => app.transaction((tx) => tx.enqueue(refreshActor, { uri })),
  },
  {
    ...refetchStatus,
    store: ({ bo, send }, uri) => send(bo.announce(uri)),
    enqueue: ({ lagoon: { app } }, uri) => app.transaction((tx) => tx.enqueue(refetchStatus, { uri })),
  },
  {
    ...resolveThread,
    enqueue: ({ lagoon, bo }, uri) => bo.send(lagoon, bo.create(bo.note('re', { inReplyTo: uri }))),
  },
]

for (const { name, perLane, store, enqueue } of fetchJobs)
  scenario(`${name}: a host that does not answer leaves slots for the others (Q-05)`, async (world) => {
    const scene = await followedPeer(world)
    const [slow, quick] = [await world.peer('slow.test'), await world.peer('quick.test')]
    const { promise, resolve: answer } = Promise.withResolvers<void>()
    const posts: string[] = []
    for (let n = 0; n <= SLOW; n++) posts.push((await (n < SLOW ? slow : quick).actor(`zoe${n}`)).note('hi').id)
    for (const uri of posts) await store?.(scene, uri)
    for (const uri of posts) await enqueue(scene, uri)
    for (const uri of posts) slow.serve(uri, () => promise.then(() => new Response(null, { status: 404 })))
    slow.requests.length = quick.requests.length = 0
    const settled = world.settle()
    const until = performance.now() + DEADLINE_MS
    while ((quick.requests.length < 1 || slow.requests.length < (perLane ?? SLOW)) && performance.now() < until)
      await pause()
    await pause()
    const requests = { slow: slow.requests.length, quick: quick.requests.length > 0 }
    answer()
    await settled
    assert.deepEqual(requests, { slow: perLane, quick: true }, 'while the slow host has not answered')
    assert.ok(slow.requests.length >= SLOW)
  })

function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done, 20))
}

scenario('a post with many unknown mentions costs no more requests than its budget (R-113)', async (world) => {
  const { lagoon, bo, send, home } = await followedPeer(world)
  const peer = await world.peer('crowd.test')
  const tag = []
  for (let n = 0; n < MENTIONS; n++) tag.push({ type: 'Mention', href: (await peer.actor(`p${n}`)).id, name: `@p${n}` })
  await send(bo.create(bo.note('hello all', { tag })))
  assert.deepEqual(await home(), ['hello all'])
  const requests = world.tape.find({ from: lagoon.host, to: peer.host, method: 'GET' })
  assert.equal(requests.length, FETCH_BUDGET)
})
