/** Inbox forwarding multiplies what it forwards, so it must not serve as an amplifier. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { App } from '../../src/core/app.ts'
import { createUser } from '../../src/core/users/create.ts'
import { FORWARDS_PER_ACTOR, FORWARDS_PER_HOST } from '../../src/federation/inbox/forward-rate.ts'
import { pruneOutbox } from '../../src/federation/outbox/prune.ts'
import type { Json, Peer } from '../world/peer.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import { statusBy } from '../world/statuses.ts'
import { createWorld, type World } from '../world/world.ts'

interface Scene {
  world: World
  app: App
  /** The server of a follower. */
  far: Peer
  bo: PeerActor
  /** Sends a reply to a local post with these additions. @returns how many activities a follower's server received */
  forwards(additions: Json, sender?: PeerActor): Promise<number>
}

async function scene(story: (scene: Scene) => Promise<void>): Promise<void> {
  await using world = await createWorld()
  const { app, origin } = await world.server('lagoon.test')
  const { account: ana } = await createUser(app, { username: 'ana', approved: true })
  const post = await statusBy(app, ana, { content: '<p>hello</p>', language: null, visibility: 'public' })
  const far = await world.peer('far.test')
  const cy = await far.actor('cy')
  await cy.send({ origin }, cy.follow(ana.uri))
  const bo = await (await world.peer('reef.test')).actor('bo')
  await world.settle()
  const forwards: Scene['forwards'] = async (additions, sender = bo) => {
    const before = far.receivedOf('Create').length
    await sender.send({ origin }, sender.create(sender.note('reply', { inReplyTo: post.uri }), additions))
    await world.settle()
    return far.receivedOf('Create').length - before
  }
  await story({ world, app, far, bo, forwards })
}

const signature = (by: PeerActor, changes: Json = {}) => ({
  signature: { type: 'RsaSignature2017', creator: by.keyId, signatureValue: `${'x'.repeat(342)}==`, ...changes },
})

const proof = (by: PeerActor, changes: Json = {}) => ({
  proof: {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-jcs-2022',
    proofPurpose: 'assertionMethod',
    verificationMethod: `${by.id}#ed25519-key`,
    proofValue: `z${'2'.repeat(87)}`,
    ...changes,
  },
})

test('only what carries a proof that could verify is forwarded', () =>
  scene(async ({ world, bo, forwards }) => {
    assert.equal(await forwards(signature(bo)), 1)
    assert.equal(await forwards(proof(bo)), 1)
    assert.equal(await forwards(proof(bo, { expires: '2999-01-01T00:00:00Z' })), 1)
    const elsewhere = (await (await world.peer('elsewhere.test')).actor('eve')).keyId
    const implausible: Json[] = [
      { proof: {} },
      { signature: {} },
      { proof: [{}], signature: [null] },
      signature(bo, { type: 'GraphSignature2012' }),
      signature(bo, { creator: undefined }),
      signature(bo, { creator: elsewhere }),
      signature(bo, { signatureValue: 'x' }),
      signature(bo, { signatureValue: 'x'.repeat(5_000) }),
      signature(bo, { signatureValue: 5 }),
      signature(bo, { expires: world.clock.iso() }),
      proof(bo, { type: 'Proof' }),
      proof(bo, { cryptosuite: 'none' }),
      proof(bo, { verificationMethod: elsewhere }),
      proof(bo, { proofValue: `z${'0'.repeat(87)}` }),
      proof(bo, { proofValue: `z${'2'.repeat(200)}` }),
      proof(bo, { expires: '2020-01-01T00:00:00Z' }),
      proof(bo, { expires: 'never' }),
    ]
    for (const additions of implausible) assert.equal(await forwards(additions), 0, JSON.stringify(additions))
  }))

test('an activity of more than 64 KiB is not forwarded', () =>
  scene(async ({ bo, forwards }) => {
    assert.equal(await forwards({ ...signature(bo), padding: 'x'.repeat(60_000) }), 1)
    assert.equal(await forwards({ ...signature(bo), padding: 'x'.repeat(65_536) }), 0)
    assert.equal(await forwards({ ...signature(bo), padding: 'ä'.repeat(33_000) }), 0, 'counted in bytes')
  }))

test('what one actor has forwarded is limited, and what one server has', () =>
  scene(async ({ world, bo, forwards }) => {
    let ofHost = 0
    const all = async (sender: PeerActor) => {
      let ofActor = 0
      while ((await forwards(signature(sender), sender)) === 1) ofActor++
      ofHost += ofActor
      return ofActor
    }
    assert.equal(await all(bo), FORWARDS_PER_ACTOR.max)
    for (let n = 0; ofHost < FORWARDS_PER_HOST.max; n++) assert.ok((await all(await bo.peer.actor(`b${n}`))) > 0)
    const late = await bo.peer.actor('late')
    assert.equal(await forwards(signature(late), late), 0)
    const other = await (await world.peer('atoll.test')).actor('di')
    assert.equal(await forwards(signature(other), other), 1, 'another server is not affected')
    await world.clock.advance('1h')
    assert.equal(await forwards(signature(late), late), 1)
  }))

test('a forwarded activity is kept only until it is delivered', () =>
  scene(async ({ world, app, far, bo, forwards }) => {
    const kept = async () => {
      const rows = await app.db.selectFrom('outbox').select('uri').execute()
      return rows.map((row) => app.uris.isLocal(row.uri))
    }
    assert.deepEqual(await kept(), [true], 'our Accept of a Follow')
    far.inboxStatus = 503
    await forwards(signature(bo))
    await world.clock.advance('2h')
    await pruneOutbox.run(app)
    assert.deepEqual(await kept(), [true, false], 'it waits for its delivery')
    far.inboxStatus = 202
    await world.pass('1h', 3)
    await pruneOutbox.run(app)
    assert.deepEqual(await kept(), [true])
  }))
