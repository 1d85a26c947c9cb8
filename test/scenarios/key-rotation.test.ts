/** Rotating the keys of a local account loses no post anywhere (S-09). */
import assert from 'node:assert/strict'
import { verify } from 'node:crypto'
import { KEYS_LEAD_MS, rotateKeys } from '../../src/core/accounts/rotate-keys.ts'
import { Conflict } from '../../src/core/errors.ts'
import { findUserByName } from '../../src/core/users/find.ts'
import { SIGNER_TTL_MS } from '../../src/delivery/signed-fetch.ts'
import { sentenceOf } from '../../src/messages/sentence-of.ts'
import type { Json, Peer } from '../world/peer.ts'
import { scenario } from '../world/scenario.ts'
import type { TestServer } from '../world/test-server.ts'

interface ActorJson {
  publicKey: { id: string; publicKeyPem: string }
  updated: string
}

/** As the command line does it in its own process, with its own caches. */
async function rotate(server: TestServer, name: string): Promise<void> {
  const { account } = (await findUserByName(server.app, name)) ?? assert.fail()
  await rotateKeys(server.app, account)
}

async function actorJson(server: TestServer, uri: string): Promise<ActorJson> {
  const answer = await server.fetch(new Request(uri, { headers: { accept: 'application/activity+json' } }))
  return (await answer.json()) as ActorJson
}

scenario('every post arrives before, during and after a key rotation (S-09)', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await world.settle()
  const before = await actorJson(lagoon, ana.uri)
  await ana.post('before')
  await world.pass('1s')
  await rotate(lagoon, 'ana')
  await ana.post('while they wait')
  await world.settle()
  assert.deepEqual((await actorJson(lagoon, ana.uri)).publicKey, before.publicKey, 'not published before its time')
  // From here on, the signer is cached again, and must be dropped from the cache in time.
  await world.clock.advance('60s')
  await ana.post('and waited')
  await world.settle()
  await world.clock.advance('30s')
  // Sent before any other server has heard of the new key.
  await ana.post('at that instant')
  await world.settle()
  const after = await actorJson(lagoon, ana.uri)
  assert.ok(!Array.isArray(after.publicKey))
  assert.notEqual(after.publicKey.id, before.publicKey.id)
  assert.notEqual(after.publicKey.publicKeyPem, before.publicKey.publicKeyPem)
  assert.ok(after.updated > before.updated, 'a later version')
  await ana.post('after')
  await world.pass('5m')
  assert.deepEqual(await bo.homeTexts(), ['after', 'at that instant', 'and waited', 'while they wait', 'before'])
  const known = await reef.app.db.selectFrom('account_keys').select('key_id').where('kind', '=', 'rsa').execute()
  const ofAna = known.map((row) => row.key_id).filter((keyId) => keyId.startsWith(`${ana.uri}#`))
  assert.deepEqual(ofAna, [after.publicKey.id], 'the former key is no longer accepted')
})

scenario('the Update with a new key is signed with the former key, which all servers know (S-09)', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const peer = await world.peer('old.test')
  const [ana, bo] = [await lagoon.user('ana'), await peer.actor('bo')]
  await bo.send(lagoon, bo.follow(ana.uri))
  await world.settle()
  const former = (await actorJson(lagoon, ana.uri)).publicKey
  await rotate(lagoon, 'ana')
  await world.pass('90s')
  const { path, headers, activity } = peer.received.find(({ activity: { type } }) => type === 'Update') ?? assert.fail()
  assert.ok(isSigned(peer, path, headers, former.publicKeyPem))
  const { publicKey } = activity.object as ActorJson
  assert.notEqual(publicKey.publicKeyPem, former.publicKeyPem)
  await ana.post('with the new one')
  await world.settle()
  const post = peer.received.find(({ activity: { type } }) => type === 'Create') ?? assert.fail()
  assert.ok(isSigned(peer, post.path, post.headers, publicKey.publicKeyPem))
})

scenario('if a server rejects the former key, the Update is signed with the new key (S-09)', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const peer = await world.peer('quick.test')
  const [ana, bo] = [await lagoon.user('ana'), await peer.actor('bo')]
  await bo.send(lagoon, bo.follow(ana.uri))
  await world.settle()
  const former = (await actorJson(lagoon, ana.uri)).publicKey
  peer.inboxRule = ({ headers }) => (named(headers) === former.id ? 401 : 202)
  await rotate(lagoon, 'ana')
  await world.pass('90s')
  assert.deepEqual(
    peer.receivedOf('Update').map((update: Json) => (update.object as ActorJson).publicKey.id),
    [(await actorJson(lagoon, ana.uri)).publicKey.id],
  )
})

scenario('a second rotation waits for the first, and former private keys are deleted in time (S-09)', async (world) => {
  const lagoon = await world.server('lagoon.test')
  await lagoon.user('ana')
  assert.ok(KEYS_LEAD_MS > SIGNER_TTL_MS, 'every process has read the new keys before they take effect')
  await rotate(lagoon, 'ana')
  await assert.rejects(rotate(lagoon, 'ana'), (error) => {
    assert.ok(error instanceof Conflict)
    assert.match(sentenceOf(error.reason), /take effect at/)
    return true
  })
  await world.pass('90s')
  await rotate(lagoon, 'ana')
  await world.pass('90s')
  const { account } = (await findUserByName(lagoon.app, 'ana')) ?? assert.fail()
  const kept = () =>
    lagoon.app.db.selectFrom('account_keys').select('kind').where('account_id', '=', account.id).execute()
  assert.equal((await kept()).length, 6)
  await world.pass('15d')
  assert.deepEqual((await kept()).map(({ kind }) => kind).sort(), ['ed25519', 'rsa'])
})

function named(headers: Headers): string | undefined {
  return /keyI[dD]="([^"]+)"/i.exec(headers.get('signature') ?? headers.get('signature-input') ?? '')?.[1]
}

/** Whether a POST has a valid Cavage signature of this key. */
function isSigned(peer: Peer, path: string, headers: Headers, publicPem: string): boolean {
  const signature = /signature="([^"]+)"/.exec(headers.get('signature') ?? '')?.[1] ?? ''
  const covered = /headers="([^"]+)"/.exec(headers.get('signature') ?? '')?.[1] ?? ''
  const shown = (name: string) => (name === 'host' ? peer.host : headers.get(name))
  const line = (name: string) => `${name}: ${name === '(request-target)' ? `post ${path}` : shown(name)}`
  const text = covered.split(' ').map(line).join('\n')
  return verify('sha256', Buffer.from(text), publicPem, Buffer.from(signature, 'base64'))
}
