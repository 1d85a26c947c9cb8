/** Attempts to forge or reuse a signature (cases 1 to 16). */
import assert from 'node:assert/strict'
import { constants, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { HOUR, SECOND, unixSeconds } from '../../src/lib/durations.ts'
import type { Json } from '../world/peer.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import { cpuTime, hostile, type Scene, stateOf } from './scene.ts'
import { type Cavage, cavage, digestOf, type Rfc9421, rfc9421, usual } from './sign.ts'

const HOUR_S = HOUR / SECOND

/**
 * Asserts that each way of signing a Like of ana's post is rejected with 401 and an error text, and changes nothing.
 */
async function refuses(scene: Scene, ways: Record<string, (body: string) => Record<string, string>>, path?: string) {
  const post = await scene.ana.post('a post')
  const before = await stateOf(scene.lagoon.app)
  for (const [name, headersFor] of Object.entries(ways)) {
    const body = JSON.stringify(scene.bo.like(post.uri))
    const answer = await scene.postBytes(body, headersFor(body), path)
    assert.equal(answer.status, 401, `${name}: ${await answer.clone().text()}`)
    assert.equal(typeof ((await answer.json()) as { error: unknown }).error, 'string', name)
  }
  await scene.world.settle()
  assert.deepEqual(await stateOf(scene.lagoon.app), before)
}

hostile('without a signature, no inbox accepts anything (case 1)', async (scene) => {
  const { ana, bo, world, postBytes, lagoon, fetchCount } = scene
  const before = await stateOf(lagoon.app)
  const count = fetchCount()
  for (const path of ['/inbox', '/actor/inbox', `${new URL(ana.uri).pathname}/inbox`]) {
    assert.equal((await postBytes(JSON.stringify(bo.follow(ana.uri)), {}, path)).status, 401, path)
  }
  await world.settle()
  assert.deepEqual(await stateOf(lagoon.app), before)
  assert.equal(fetchCount(), count, 'and nothing is fetched')
})

hostile('the digest must match the body, and be signed (cases 2, 3)', (scene) =>
  refuses(scene, {
    'over another body': (body) => cavage(scene.bo, `${body} `),
    'digest changed after signing': (body) =>
      cavage(scene.bo, `${body} `, { sent: { digest: `SHA-256=${digestOf(body)}` } }),
    'right, but not signed': (body) => cavage(scene.bo, body, { list: '(request-target) host date' }),
    absent: (body) => {
      const { digest: _, ...headers } = cavage(scene.bo, body)
      return headers
    },
  }),
)

hostile('known spellings of the digest are accepted, others rejected (case 4)', async (scene) => {
  const { bo, ana, postBytes } = scene
  const post = await ana.post('a post')
  const statusOf = async (digestFor: (body: string) => string) => {
    const body = JSON.stringify(bo.like(post.uri))
    return (await postBytes(body, cavage(bo, body, { headers: { digest: digestFor(body) } }))).status
  }
  assert.equal(await statusOf((body) => `sha-256=${digestOf(body)}`), 202)
  assert.equal(await statusOf((body) => `SHA-256=${digestOf(body)},MD5=${digestOf(body, 'md5')}`), 202)
  assert.equal(await statusOf((body) => `MD5=${digestOf(body, 'md5')}`), 401)
  assert.equal(await statusOf((body) => `SHA-1=${digestOf(body, 'sha1')}`), 401)
  assert.equal(await statusOf((body) => `SHA-256=${digestOf(body)},SHA-256=${digestOf('other')}`), 401)
  assert.equal(await statusOf(() => ''), 401)
})

hostile('a signature that covers too little is rejected (case 5)', (scene) => {
  const lists: (string | null)[] = [
    '',
    null,
    '(request-target)',
    'date',
    'host date digest',
    '(request-target) host digest',
  ]
  lists.push(
    '(request-target) date digest',
    '(request-target) host date digest x-missing',
    '(request-target) host host date digest',
  )
  return refuses(
    scene,
    Object.fromEntries(lists.map((list) => [String(list), (body: string) => cavage(scene.bo, body, { list })])),
  )
})

hostile('a signature that is too old or from the future is rejected (case 6)', (scene) => {
  const { bo } = scene
  const nowS = unixSeconds(bo.peer.clock.now())
  const at = (shiftS: number) => new Date((nowS + shiftS) * SECOND)
  const dated = (date: string) => (body: string) => cavage(bo, body, { headers: { date } })
  const created =
    (value: number, how: Cavage = {}) =>
    (body: string) =>
      cavage(bo, body, { list: '(request-target) host (created) digest', algorithm: 'hs2019', created: value, ...how })
  return refuses(scene, {
    '13 h old': dated(at(-13 * HOUR_S).toUTCString()),
    '2 h ahead': dated(at(2 * HOUR_S).toUTCString()),
    'not RFC': dated(at(0).toISOString()),
    nonsense: dated('yesterday'),
    'the year 0': dated('Sat, 01 Jan 0000 00:00:00 GMT'),
    'created 2 h ahead': created(nowS + 2 * HOUR_S),
    'created long ago': created(nowS - 13 * HOUR_S),
    expired: created(nowS, { parameters: `,expires=${nowS - HOUR_S}` }),
    'created with the old algorithm': created(nowS, { algorithm: 'rsa-sha256' }),
  })
})

hostile('a signature is valid for one address only (case 7)', async (scene) => {
  const { ana, bo, postBytes } = scene
  await refuses(scene, { 'for the shared inbox': (body) => cavage(bo, body) }, `${new URL(ana.uri).pathname}/inbox`)
  await refuses(scene, {
    'for another host': (body) => cavage(bo, body, { headers: { host: 'reef.test' }, sent: { host: 'lagoon.test' } }),
    'with GET': (body) => cavage(bo, body, { target: 'get /inbox' }),
    'rfc9421 for another host': (body) =>
      rfc9421(bo, body, {
        components: [
          ['"@method"', 'POST'],
          ['"@target-uri"', 'https://reef.test/inbox'],
          ['"content-digest"', `sha-256=:${digestOf(body)}:`],
        ],
      }),
  })
  const body = JSON.stringify(bo.follow(ana.uri))
  const misdirected = await postBytes(body, cavage(bo, body, { headers: { host: 'reef.test' } }))
  assert.ok([401, 421].includes(misdirected.status), 'signed for, and sent to, another host')
})

hostile('a request repeated a hundred times has one effect (case 8)', async ({ world, ana, bo, peer, postBytes }) => {
  const before = peer.receivedOf('Accept').length
  const body = JSON.stringify(bo.follow(ana.uri))
  const headers = cavage(bo, body)
  const statuses = await Promise.all(Array.from({ length: 100 }, async () => (await postBytes(body, headers)).status))
  assert.deepEqual([...new Set(statuses)], [202])
  await world.settle()
  assert.equal((await ana.findAccount(ana)).followers_count, 1)
  assert.equal((await ana.notified()).filter((notification) => notification.startsWith('follow ')).length, 1)
  assert.equal(peer.receivedOf('Accept').length - before, 1)
})

hostile('two hosts that refer to each other cannot share a key (case 9)', async (scene) => {
  const { bo, mallory, peer } = scene
  const keyId = `${mallory.peer.origin}/keys/1`
  const publicKeyPem = mallory.keys.publicPem
  mallory.peer.serve('/keys/1', { id: keyId, type: 'Key', owner: bo.id, publicKeyPem })
  bo.changes = { publicKey: { id: keyId, owner: bo.id, publicKeyPem } }
  peer.serve(bo.id, bo.document)
  const signer: Cavage['signer'] = (text) => sign('sha256', text, createPrivateKey(mallory.keys.privatePem))
  await refuses(scene, { 'a key on another host': (body) => cavage(bo, body, { keyId, signer }) })
})

hostile('a key id that is not a web address is not fetched (case 10)', async (scene) => {
  const { bo, fetchCount, world } = scene
  const ids = ['data:application/json,{}', 'file:///etc/passwd', 'acct:bo@mastodon.test', 'urn:uuid:1', '#main-key', '']
  ids.push('https://bo@mastodon.test/key', `${scene.lagoon.origin}/actor#main-key`, `${scene.ana.uri}#main-key`)
  const before = fetchCount()
  await refuses(scene, Object.fromEntries(ids.map((keyId) => [keyId, (body: string) => cavage(bo, body, { keyId })])))
  assert.equal(fetchCount(), before, world.tape.format())
})

/** A public key with a modulus that no one can factor. Rejecting it needs no private key. */
function publicPemOf(bits: number, exponent: string): string {
  const modulus = Buffer.alloc(bits / 8, 0xc5)
  const jwk = { kty: 'RSA', n: modulus.toString('base64url'), e: exponent }
  return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString()
}

hostile('weak, oversized and invalid keys are rejected (case 12)', async (scene) => {
  const { lagoon, ana } = scene
  const small = generateKeyPairSync('rsa', { modulusLength: 512 })
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = (key: { export(how: object): unknown }) => String(key.export({ type: 'spki', format: 'pem' }))
  const own = (actor: PeerActor, publicKeyPem: unknown) => ({ id: actor.keyId, owner: actor.id, publicKeyPem })
  const kinds: Record<string, (actor: PeerActor) => unknown> = {
    rsa512: (actor) => own(actor, pem(small.publicKey)),
    rsa16384: (actor) => own(actor, publicPemOf(16_384, 'AQAB')),
    exponent1: (actor) => own(actor, publicPemOf(2048, 'AQ')),
    malformed: (actor) => own(actor, actor.keys.publicPem.slice(0, 200)),
    private: (actor) => own(actor, actor.keys.privatePem),
    curve: (actor) => own(actor, pem(curve.publicKey)),
    number: (actor) => own(actor, 5),
    none: () => null,
    foreign: (actor) => ({ ...own(actor, actor.keys.publicPem), owner: scene.bo.id }),
    many: (actor) => [
      ...Array.from({ length: 10_000 }, (_, n) => ({ id: `${actor.id}#${n}`, owner: actor.id, publicKeyPem: 'x' })),
      own(actor, actor.keys.publicPem),
    ],
  }
  for (const [name, publicKey] of Object.entries(kinds)) {
    const actor = await scene.mallory.peer.actor(`weak_${name.toLowerCase()}`)
    actor.changes = { publicKey: publicKey(actor) }
    if (name === 'rsa512')
      actor.keys = { publicPem: '', privatePem: small.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
    const spent = await cpuTime(async () => {
      assert.equal((await actor.post(lagoon, actor.follow(ana.uri))).status, 401, name)
    })
    assert.ok(spent < 1500, `${name} took ${spent} ms`)
  }
  await scene.world.settle()
  assert.equal((await ana.findAccount(ana)).followers_count, 0)
})

hostile('RSA-PSS under the name of hs2019 is rejected (case 13)', (scene) => {
  const signer: Cavage['signer'] = (text, privatePem) =>
    sign('sha256', text, {
      key: createPrivateKey(privatePem),
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: 32,
    })
  return refuses(scene, {
    hs2019: (body) => cavage(scene.bo, body, { algorithm: 'hs2019', signer }),
    'rsa-sha512': (body) => cavage(scene.bo, body, { algorithm: 'rsa-sha512' }),
    none: (body) => cavage(scene.bo, body, { algorithm: 'none' }),
    'HMAC with the public key': (body) => cavage(scene.bo, body, { algorithm: 'hmac-sha256' }),
  })
})

hostile('tricks with RFC 9421 are rejected (case 14)', async (scene) => {
  const { bo } = scene
  const created = unixSeconds(bo.peer.clock.now())
  const tail = `;created=${created};keyid="${bo.keyId}"`
  const way = (how: (digest: string) => Rfc9421) => (body: string) =>
    rfc9421(bo, body, how(`sha-256=:${digestOf(body)}:`))
  const liked = JSON.stringify(bo.like(scene.ana.uri))
  assert.equal((await scene.postBytes(liked, rfc9421(bo, liked))).status, 202, 'without tricks, it is accepted')
  const withComponent = (name: string, value: string) =>
    way((digest) => ({ components: [...usual(digest), [name, value]] }))
  await refuses(scene, {
    'two labels, one of them nonsense': (body) => {
      const good = rfc9421(bo, body)
      return {
        ...good,
        'signature-input': `${good['signature-input']}, sig2=("@method");created=${created};keyid="x"`,
        signature: `${good.signature}, sig2=:AAAA:`,
      }
    },
    'the label of another signature': (body) => ({ ...rfc9421(bo, body), signature: 'sig2=:AAAA:' }),
    'alg of another kind of key': way(() => ({ parameters: `${tail};alg="ed25519"` })),
    'alg of PSS': way(() => ({ parameters: `${tail};alg="rsa-pss-sha512"` })),
    'alg of HMAC': way(() => ({ parameters: `${tail};alg="hmac-sha256"` })),
    'a component twice': withComponent('"@method"', 'POST'),
    '@query-param': withComponent('"@query-param";name="x"', ''),
    '@status': withComponent('"@status"', '200'),
    ';req': way((digest) => ({ components: [['"@method";req', 'POST'], ...usual(digest).slice(1)] })),
    ';bs': way((digest) => ({ components: [...usual(digest).slice(0, 2), ['"content-digest";bs', digest]] })),
    'upper case': withComponent('"Content-Type"', 'application/activity+json'),
    'digest unsigned': way((digest) => ({ components: usual(digest).slice(0, 2) })),
    'method unsigned': way((digest) => ({ components: usual(digest).slice(1) })),
    'address unsigned': way((digest) => ({
      components: [
        ['"@method"', 'POST'],
        ['"content-digest"', digest],
      ],
    })),
    'no created': way(() => ({ parameters: `;keyid="${bo.keyId}"` })),
    'created as text': way(() => ({ parameters: `;created="${created}";keyid="${bo.keyId}"` })),
    'created twice': way(() => ({ parameters: `;created=${created - 5}${tail}` })),
    expired: way(() => ({ parameters: `${tail};expires=${created - 1000}` })),
    'created ahead': way(() => ({ parameters: `;created=${created + 2 * HOUR_S};keyid="${bo.keyId}"` })),
    'digest of another body': (body) => rfc9421(bo, `${body} `, { sent: {} }),
    'input without signature': (body) => {
      const { signature: _, ...headers } = rfc9421(bo, body)
      return headers
    },
    'a valid Cavage signature next to an invalid RFC 9421 one': (body) => ({
      ...cavage(bo, body),
      'signature-input': `sig1=("@method")${tail}`,
    }),
  })
})

hostile(
  'an activity in the name of a local account is ignored (case 15)',
  async ({ ana, bo, lagoon, changesNothing }) => {
    const actor = ana.uri
    const id = `${ana.uri}#x`
    await changesNothing(bo, { ...bo.follow(bo.id), actor, id }, { ...bo.follow(bo.id), actor })
    await changesNothing(
      bo,
      { ...bo.delete(ana.uri), actor, id },
      { ...bo.follow(ana.uri), actor: `${lagoon.origin}/actor` },
    )
  },
)

hostile(
  'an activity without exactly one actor is rejected (case 16)',
  async ({ ana, bo, mallory, postBytes, changesNothing }) => {
    const actors: unknown[] = [
      [bo.id, mallory.id],
      [mallory.id, bo.id],
      { id: { id: bo.id } },
      [[bo.id]],
      null,
      undefined,
    ]
    actors.push(5, true, '', {}, [], { id: null }, 'bo', `${bo.id} `, `${bo.id}\n`, { href: bo.id })
    for (const actor of actors) {
      const activity: Json = { ...bo.follow(ana.uri), actor }
      const body = JSON.stringify(activity)
      assert.equal((await postBytes(body, cavage(bo, body))).status, 400, JSON.stringify(actor) ?? 'missing')
    }
    await changesNothing(
      bo,
      { ...bo.follow(ana.uri), actor: { id: mallory.id } },
      { ...bo.like(ana.uri), actor: mallory.id },
    )
  },
)
