import assert from 'node:assert/strict'
import { signedRequestOf } from '../../src/activitypub/signatures/signed-request.ts'
import { checkSignature, readSignature } from '../../src/activitypub/signatures/verify-request.ts'
import { readPublicKey } from '../../src/lib/crypto/keys.ts'
import type { Received } from '../world/peer.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'

/** Ana and bo follow each other. */
async function friends(world: World) {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await ana.follow(bo)
  await world.settle()
  return { lagoon, reef, ana, bo }
}

scenario('a block ends all relationships and interactions between two accounts, on both servers', async (world) => {
  const { ana, bo } = await friends(world)
  await ana.post('before')
  await bo.post('@ana@lagoon.test hello')
  await world.settle()
  assert.equal((await ana.notified())[0], 'mention bo@reef.test')
  await ana.block(bo)
  await world.settle()
  const here = await ana.relationship(bo)
  assert.deepEqual([here.blocking, here.following, here.followed_by], [true, false, false])
  const there = await bo.relationship(ana)
  assert.deepEqual([there.blocked_by, there.following, there.followed_by], [true, false, false])
  assert.deepEqual(await ana.homeTexts(), ['before'], 'her own posts stay')
  assert.deepEqual(await bo.homeTexts(), ['@ana hello'])
  assert.deepEqual(
    (await ana.notified()).filter((notification) => notification.includes('bo@')),
    [],
  )
})

scenario('a blocked account can neither follow nor notify its blocker', async (world) => {
  const { ana, bo } = await friends(world)
  const post = await ana.post('open')
  await world.settle()
  const [copy] = await bo.home()
  await ana.block(bo)
  await world.settle()
  const follow = await bo.api('POST', `/api/v1/accounts/${(await bo.findAccount(ana)).id}/follow`)
  assert.equal(follow.status, 403)
  assert.equal(await bo.viewCode(copy as { id: string }), 404)
  await bo.post('@ana@lagoon.test let me in')
  await world.settle()
  assert.deepEqual(
    (await ana.notified()).filter((notification) => notification.includes('bo@')),
    [],
  )
  assert.deepEqual((await ana.thread(post)).descendants, [])
})

scenario('after an unblock, either account can follow the other again', async (world) => {
  const { ana, bo } = await friends(world)
  await ana.block(bo)
  await world.settle()
  await ana.unblock(bo)
  await world.settle()
  assert.equal((await bo.relationship(ana)).blocked_by, false)
  await bo.follow(ana)
  await world.settle()
  assert.equal((await ana.relationship(bo)).followed_by, true)
})

/** Verifies what arrived with a key that is fetched now, and by the recipient, as some servers sign for all their people. */
async function isVerified(by: PeerActor, { path, headers }: Received): Promise<boolean> {
  const header = (name: string) => headers.get(name) ?? undefined
  const request = signedRequestOf({ method: 'POST', target: path, header } as never, by.peer.origin)
  const read = readSignature(request, by.peer.clock.now())
  if (read.form === 'problem') return false
  const { status, text } = await by.get(read.keyId.replace(/#.*/, ''))
  return status === 200 && checkSignature(read, readPublicKey(JSON.parse(text()).publicKey.publicKeyPem))
}

scenario(
  'a server that knows no key yet can verify a Block, the Reject with it, and their Undo (S-31)',
  async (world) => {
    const lagoon = await world.server('lagoon.test')
    const hollo = await world.peer('mastodon.test')
    const [ana, bo] = [await lagoon.user('ana'), await hollo.actor('bo')]
    const post = await ana.post('for everybody')
    await bo.send(lagoon, bo.follow(ana.uri))
    await world.settle()
    await ana.block(bo.handle)
    await world.settle()
    const blocked = hollo.received.splice(0)
    assert.deepEqual(blocked.map(({ activity }) => activity.type).sort(), ['Accept', 'Block', 'Reject'])
    for (const received of blocked) assert.ok(await isVerified(bo, received), String(received.activity.type))
    assert.equal((await bo.get(post.uri)).status, 200, 'bo signs for everybody at mastodon.test')
    await ana.unblock(bo.handle)
    await world.settle()
    const [undo = assert.fail()] = hollo.received
    assert.deepEqual([undo.activity.type, await isVerified(bo, undo)], ['Undo', true])
  },
)
