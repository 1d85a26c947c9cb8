/** What people who have proved nothing can make our server send, through the inbox and through GET. */
import assert from 'node:assert/strict'
import {
  KNOWN_HOST_RATE,
  NETWORK_RATE,
  SITE_RATE,
  UNKNOWN_HOST_RATE,
  UNKNOWN_HOSTS_RATE,
} from '../../src/federation/fetch/unverified.ts'
import { MAX_UNKNOWN, MAX_UNKNOWN_PER_NETWORK } from '../../src/federation/fetch/unverified-slots.ts'
import type { Peer } from '../world/peer.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import { signRequest } from '../world/sign-request.ts'
import { hostile, type Scene } from './scene.ts'
import { cavage } from './sign.ts'

const ATTACKER = '203.0.113.66'
const HONEST = '198.51.100.7'

/** Posts a Follow of ana in the name of this actor, from a client network. */
async function followFrom(network: string, scene: Scene, by: PeerActor, keyId = by.keyId): Promise<Response> {
  const body = JSON.stringify(by.follow(scene.ana.uri))
  return scene.postBytes(body, { ...cavage(by, body, { keyId }), 'x-forwarded-for': network })
}

/** The same with a signature that is made up, which takes no time. */
async function forgeFrom(network: string, scene: Scene, by: PeerActor, keyId: string): Promise<Response> {
  const body = JSON.stringify(by.follow(scene.ana.uri))
  const signer = () => Buffer.alloc(256)
  return scene.postBytes(body, { ...cavage(by, body, { keyId, signer }), 'x-forwarded-for': network })
}

/** Reads what is not there, signed by this actor, from a client network. */
async function readFrom(network: string, { lagoon }: Scene, by: PeerActor, keyId: string): Promise<Response> {
  const url = new URL(`${lagoon.origin}/ap/statuses/999`)
  const key = { keyId, privatePem: by.keys.privatePem }
  const headers = signRequest({ url, method: 'GET', key, now: by.peer.clock.now() })
  return lagoon.answer(new Request(url, { headers: { ...headers, 'x-forwarded-for': network } }))
}

/** How many requests have arrived at a host, redirects included. */
const arrived = (peer: Peer) => peer.requests.length

/** Waits until so many of these are answered, in whatever order. */
function first(count: number, answers: readonly Promise<Response>[]): Promise<Response[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Response[]>()
  const arrived: Response[] = []
  for (const answer of answers)
    answer.then((response) => {
      if (arrived.push(response) === count) resolve([...arrived])
    }, reject)
  return promise
}

hostile('false keys cause a bounded number of requests (R-113)', async (scene) => {
  const { lagoon, world, mallory, bo } = scene
  const before = arrived(mallory.peer) + arrived(bo.peer)
  const statuses = new Set<number>()
  for (let n = 0; n < 2 * NETWORK_RATE.max; n++) {
    const host = n % 2 === 0 ? mallory.peer.origin : bo.peer.origin
    const answer = await followFrom(ATTACKER, scene, mallory, `${host}/users/none${n}#main-key`)
    statuses.add(answer.status)
    if (answer.status === 429) assert.ok(Number(answer.headers.get('retry-after')) > 0)
  }
  assert.deepEqual([...statuses].sort(), [401, 429])
  assert.equal(arrived(mallory.peer) + arrived(bo.peer) - before, NETWORK_RATE.max)
  assert.equal(world.tape.find({ from: lagoon.host, method: 'POST', to: mallory.peer.host }).length, 0)
  assert.equal((await followFrom(HONEST, scene, await bo.peer.actor('new'))).status, 202, 'from another network')
  await world.clock.advance('11m')
  assert.equal((await followFrom(ATTACKER, scene, await bo.peer.actor('newer'))).status, 202, 'ten minutes later')
})

hostile('the networks of one IPv6 /48 have limits in common (R-113)', async (scene) => {
  const { mallory, bo } = scene
  const before = arrived(mallory.peer)
  for (let n = 0; n < SITE_RATE.max + 50; n++)
    await followFrom(`2001:db8:7:${(n % 50) + 1}::1`, scene, mallory, `${mallory.peer.origin}/users/none${n}#main-key`)
  assert.equal(arrived(mallory.peer) - before, SITE_RATE.max)
  assert.equal((await followFrom('2001:db8:8::1', scene, await bo.peer.actor('new'))).status, 202, 'another customer')
})

hostile(
  'false Deletes make few requests to the servers of their actors, whoever sends them (E-42, R-113)',
  async (scene) => {
    const { world, lagoon, mallory } = scene
    const victim = await world.peer('victim.test')
    const people = await Promise.all(Array.from({ length: 80 }, (_, n) => victim.actor(`p${n}`)))
    for (const actor of people) assert.equal((await followFrom(HONEST, scene, actor)).status, 202)
    await world.settle()
    await world.clock.advance('11m')
    const claim = async (network: string, actor: PeerActor) => {
      const body = JSON.stringify(actor.delete(actor.id))
      const headers = { ...cavage(mallory, body, { keyId: `${mallory.id}#no-such-key` }), 'x-forwarded-for': network }
      assert.equal((await scene.postBytes(body, headers)).status, 202)
    }
    const invented = (n: number) => followFrom(ATTACKER, scene, mallory, `${mallory.peer.origin}/users/none${n}`)
    const before = arrived(victim)
    // The network has used up what it may cause.
    for (let n = 0; n < NETWORK_RATE.max; n++) await invented(n)
    for (const actor of people.slice(0, 10)) await claim(ATTACKER, actor)
    await world.settle()
    assert.equal(arrived(victim), before)
    // The looks are made later, and not by more networks of one customer than by one.
    for (const [n, actor] of people.entries()) await claim(`2001:db8:7:${n + 1}::1`, actor)
    await world.settle()
    assert.ok(arrived(victim) - before <= 70, `${arrived(victim) - before}`)
    assert.equal(
      await lagoon.app.db.selectFrom('accounts').select('id').where('deleted_at', 'is not', null).executeTakeFirst(),
      undefined,
    )
  },
)

hostile('made-up signatures on a GET cause a bounded number of requests (R-113, S-32)', async (scene) => {
  const { mallory } = scene
  const before = arrived(mallory.peer)
  for (let n = 0; n < 2 * NETWORK_RATE.max; n++) {
    const { status } = await readFrom(ATTACKER, scene, mallory, `${mallory.peer.origin}/users/none${n}#main-key`)
    assert.equal(status, 404, 'as if it were not signed')
  }
  assert.equal(arrived(mallory.peer) - before, NETWORK_RATE.max)
})

hostile('requests over the limit do not delay those who are named in them (S-08)', async (scene) => {
  const { mallory, bo } = scene
  const honest = await bo.peer.actor('honest')
  for (let n = 0; n < NETWORK_RATE.max; n++)
    await followFrom(ATTACKER, scene, mallory, `${mallory.peer.origin}/users/none${n}`)
  assert.equal((await followFrom(ATTACKER, scene, mallory, honest.keyId)).status, 429)
  assert.equal((await followFrom(HONEST, scene, honest)).status, 202)
})

hostile('keys on silent hosts leave room for new servers (E-45, Q-05)', async (scene) => {
  const { lagoon, world, mallory } = scene
  const { promise: released, resolve: release } = Promise.withResolvers<Response>()
  const silent: Peer[] = []
  for (let n = 0; n < 40; n++) silent.push(await world.peer(`silent${n}.test`))
  const keys = silent.flatMap((peer) => Array.from({ length: 10 }, (_, n) => [peer, `/users/${n}`] as const))
  for (const [peer, path] of keys) peer.serve(path, () => released)
  const answers = keys.map(([peer, path]) => followFrom(ATTACKER, scene, mallory, peer.origin + path))
  for (const answer of await first(answers.length - MAX_UNKNOWN_PER_NETWORK, answers)) {
    assert.equal(answer.status, 429)
    assert.ok(Number(answer.headers.get('retry-after')) > 0)
  }
  const left = world.tape.find({ from: lagoon.host }).filter(({ to }) => to.startsWith('silent'))
  assert.equal(left.length, MAX_UNKNOWN_PER_NETWORK)
  const newcomer = await (await world.peer('newcomer.test')).actor('nia')
  assert.equal((await followFrom(HONEST, scene, newcomer)).status, 202)
  assert.equal((await followFrom(ATTACKER, scene, await mallory.peer.actor('second'))).status, 202, 'of a known host')
  release(new Response(null, { status: 404 }))
  await Promise.all(answers)
})

hostile('keys on silent hosts leave room for new servers, from sixteen networks (E-45, Q-05)', async (scene) => {
  const { world, mallory } = scene
  const { promise: released, resolve: release } = Promise.withResolvers<Response>()
  const answers: Promise<Response>[] = []
  for (let network = 0; network < 16; network++) {
    const peer = await world.peer(`silent${network}.test`)
    for (let n = 0; n < MAX_UNKNOWN_PER_NETWORK; n++) {
      peer.serve(`/users/${n}`, () => released)
      answers.push(followFrom(`192.0.2.${network}`, scene, mallory, `${peer.origin}/users/${n}`))
    }
  }
  // The others hold all slots that they get.
  await first(answers.length - MAX_UNKNOWN, answers)
  const newcomer = await (await world.peer('newcomer.test')).actor('nia')
  assert.equal((await followFrom(HONEST, scene, newcomer)).status, 202)
  release(new Response(null, { status: 404 }))
  await Promise.all(answers)
})

hostile('false keys leave something for new servers, from however many networks (R-113)', async (scene) => {
  const { world, mallory } = scene
  const hosts = await Promise.all(Array.from({ length: 12 }, (_, n) => world.peer(`empty${n}.test`)))
  for (let n = 0; n < UNKNOWN_HOSTS_RATE.max + 100; n++) {
    const { origin } = hosts[n % hosts.length] as Peer
    await forgeFrom(`192.0.2.${n % 20}`, scene, mallory, `${origin}/users/none${n}`)
  }
  const caused = hosts.reduce((sum, host) => sum + arrived(host), 0)
  assert.ok(caused > UNKNOWN_HOSTS_RATE.max * 0.9 && caused < UNKNOWN_HOSTS_RATE.max, `${caused} requests`)
  const newcomer = await (await world.peer('newcomer.test')).actor('nia')
  assert.equal((await followFrom(HONEST, scene, newcomer)).status, 202)
})

hostile('a host that did not answer a moment ago is asked two things at once (E-45)', async (scene) => {
  const { lagoon, world, mallory } = scene
  const silent = await world.peer('silent.test')
  const stop = world.intercept(({ to }) => (to === silent.host ? 'lose-answer' : undefined))
  await followFrom(ATTACKER, scene, mallory, `${silent.origin}/users/0`)
  stop()
  const { promise: released, resolve: release } = Promise.withResolvers<Response>()
  for (let n = 1; n < 10; n++) silent.serve(`/users/${n}`, () => released)
  const answers = Array.from({ length: 9 }, (_, n) =>
    followFrom(`192.0.2.${n}`, scene, mallory, `${silent.origin}/users/${n + 1}`),
  )
  await first(7, answers)
  assert.equal(world.tape.find({ from: lagoon.host, to: silent.host }).length, 1 + 2)
  release(new Response(null, { status: 404 }))
  await Promise.all(answers)
})

hostile(
  'key ids that redirect reach their target at a limited rate, from however many networks (R-113)',
  async (scene) => {
    const { world, mallory } = scene
    const victim = await world.peer('victim.test')
    const total = UNKNOWN_HOST_RATE.max + 100
    for (let n = 0; n < total; n++) {
      const location = `${victim.origin}/${n}`
      mallory.peer.serve(`/to/${n}`, () => new Response(null, { status: 302, headers: { location } }))
      await followFrom(`192.0.2.${n % 20}`, scene, mallory, `${mallory.peer.origin}/to/${n}`)
    }
    assert.equal(arrived(victim), UNKNOWN_HOST_RATE.max)
  },
)

hostile('valid actors that name a host as that of their handle reach it at a limited rate (R-113)', async (scene) => {
  const { world, mallory } = scene
  const victim = await world.peer('victim.test')
  // Each costs the victim a WebFinger request and one for its host-meta.
  const total = UNKNOWN_HOST_RATE.max / 2 + 10
  for (let n = 0; n < total; n++) {
    const actor = await mallory.peer.actor(`m${n}`, { webfinger: `m${n}@victim.test` })
    await followFrom(ATTACKER, scene, actor)
  }
  assert.equal(arrived(victim), UNKNOWN_HOST_RATE.max)
})

hostile('300 new people of one server within a minute are all received (E-45)', async (scene) => {
  const { world } = scene
  const big = await world.peer('big.test')
  const people = await Promise.all(Array.from({ length: 300 }, (_, n) => big.actor(`p${n}`)))
  for (let at = 0; at < people.length; at += 10) {
    const answers = await Promise.all(people.slice(at, at + 10).map((actor) => followFrom(HONEST, scene, actor)))
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [202])
    await world.clock.advance('2s')
  }
  assert.ok(arrived(big) <= KNOWN_HOST_RATE.max)
})

hostile('a relay that brings a thousand new people an hour is not refused (E-45)', async (scene) => {
  const { world } = scene
  const members = await Promise.all(Array.from({ length: 20 }, (_, n) => world.peer(`member${n}.test`)))
  const people = NETWORK_RATE.max * 0.7
  for (let n = 0; n < people; n++) {
    const actor = await (members[n % members.length] as Peer).actor(`p${n}`)
    assert.equal((await followFrom(HONEST, scene, actor)).status, 202, actor.id)
    await world.clock.advance('3s')
  }
})
