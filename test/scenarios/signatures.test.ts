import assert from 'node:assert/strict'
import { verify } from 'node:crypto'
import { jsonResponse } from '../world/peer.ts'
import { scenario } from '../world/scenario.ts'
import { type Flaw, signRequest } from '../world/sign-request.ts'
import type { TestServer } from '../world/test-server.ts'
import { followedPeer } from './followed-peer.ts'

const FLAWS: readonly Flaw[] = ['unsigned', 'signature', 'digest', 'no-digest', 'old-date', 'future-date']
/** Headers that Cavage lets the sender omit, and that we require (S-03). */
const CAVAGE_FLAWS: readonly Flaw[] = ['no-host', 'no-date']

scenario('both signature formats are accepted', async (world) => {
  const { lagoon, bo, home } = await followedPeer(world)
  await bo.send(lagoon, bo.create(bo.note('the old way')), { form: 'cavage' })
  await world.settle()
  await world.clock.advance('1m')
  await bo.send(lagoon, bo.create(bo.note('the new way')), { form: 'rfc9421' })
  await world.settle()
  assert.deepEqual(await home(), ['the new way', 'the old way'])
})

for (const form of ['cavage', 'rfc9421'] as const) {
  scenario(`a wrong signature (${form}) is rejected with 401 and has no effect`, async (world) => {
    const { lagoon, bo, home } = await followedPeer(world)
    for (const flaw of form === 'cavage' ? [...FLAWS, ...CAVAGE_FLAWS] : FLAWS) {
      await world.clock.advance('2m')
      const { status, json } = await bo.post(lagoon, bo.create(bo.note(flaw)), { flaw, form })
      assert.equal(status, 401, flaw)
      assert.equal(typeof (json() as { error: unknown }).error, 'string', flaw)
    }
    await world.settle()
    assert.deepEqual(await home(), [])
  })
}

scenario(
  'a server that only verifies RFC 9421 is reached by double-knocking, which is remembered (S-21)',
  async (world) => {
    const lagoon = await world.server('lagoon.test')
    const peer = await world.peer('fedify.test')
    const [ana, bo] = [await lagoon.user('ana'), await peer.actor('bo')]
    await bo.send(lagoon, bo.follow(ana.uri))
    peer.inboxRule = ({ headers }) => (headers.has('signature-input') ? 202 : 401)
    await world.settle()
    assert.equal(peer.receivedOf('Accept').length, 1)
    const attempts = () => world.tape.find({ to: 'fedify.test', method: 'POST' }).map(({ status }) => status)
    assert.deepEqual(attempts(), [401, 202])
    await ana.post('hello')
    await world.settle()
    assert.deepEqual(attempts(), [401, 202, 202])
  },
)

scenario('an old server that verifies URLs without their query gets a third request (S-05)', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const peer = await world.peer('old.test')
  const [ana, bo] = [await lagoon.user('ana'), await peer.actor('bo')]
  const publicPem = (await instanceActor(lagoon)).publicKey.publicKeyPem
  const address = `${peer.origin}/notes?id=7`
  const note = bo.note('from a page with a query', { id: address })
  peer.serve(address, (request) =>
    isSignedFor(request, '/notes', publicPem) ? jsonResponse(note) : new Response(null, { status: 401 }),
  )
  assert.equal((await ana.find(address)).uri, address)
  const statuses = () => world.tape.find({ to: 'old.test', path: '/notes?id=7' }).map(({ status }) => status)
  assert.deepEqual(statuses(), [401, 401, 200])
  const remembered = await lagoon.app.db.selectFrom('hosts').select('signature_form').execute()
  assert.deepEqual(remembered, [], 'nothing is remembered, because other URLs are signed with their query')
})

scenario('a third request is only sent for a GET with a query (S-05)', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const peer = await world.peer('strict.test')
  const ana = await lagoon.user('ana')
  peer.serve('/plain', 401)
  peer.serve('/query?id=1', 400)
  for (const path of ['/plain', '/query?id=1']) {
    // Anything else might be a feed.
    await ana.search(`${peer.origin}${path}`, { type: 'statuses' })
  }
  const statuses = (path: string) => world.tape.find({ to: 'strict.test', path }).map(({ status }) => status)
  assert.deepEqual(statuses('/plain'), [401, 401])
  assert.deepEqual(statuses('/query?id=1'), [400, 400])
})

scenario('a request to us may be signed with its query or without (S-05)', async (world) => {
  const { lagoon, bo, ana } = await followedPeer(world)
  await bo.send(lagoon, bo.follow(ana.uri))
  await world.settle()
  const { uri } = await ana.post('for followers', { visibility: 'private' })
  const url = `${uri}?page=1`
  const status = async (signedFor: string) => {
    const key = { keyId: bo.keyId, privatePem: bo.keys.privatePem }
    const headers = signRequest({ url: new URL(signedFor), method: 'GET', key, now: world.clock.now() })
    return (await bo.peer.send(url, 'GET', headers)).status
  }
  assert.equal(await status(url), 200)
  assert.equal(await status(uri), 200)
  assert.equal(await status(`${uri}?page=2`), 404, 'a different query is rejected')
})

async function instanceActor(server: TestServer): Promise<{ publicKey: { publicKeyPem: string } }> {
  const headers = { accept: 'application/activity+json' }
  return (await server.fetch(new Request(`${server.origin}/actor`, { headers }))).json()
}

/** Whether a GET has a valid Cavage signature for this path, ignoring its query. */
function isSignedFor({ headers }: Request, path: string, publicPem: string): boolean {
  const [, signature] = /signature="([^"]+)"/.exec(headers.get('signature') ?? '') ?? []
  const [, covered] = /headers="([^"]+)"/.exec(headers.get('signature') ?? '') ?? []
  if (signature === undefined || covered === undefined) return false
  const line = (name: string) => `${name}: ${name === '(request-target)' ? `get ${path}` : headers.get(name)}`
  const text = covered.split(' ').map(line).join('\n')
  return verify('sha256', Buffer.from(text), publicPem, Buffer.from(signature, 'base64'))
}
