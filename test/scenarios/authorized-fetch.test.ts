/** A server that serves objects only to signed requests (authorized fetch), beside others of many kinds. */
import assert from 'node:assert/strict'
import { jsonResponse } from '../world/peer.ts'
import { scenario } from '../world/scenario.ts'
import { signRequest } from '../world/sign-request.ts'
import type { World } from '../world/world.ts'

const SECURE = { ATOLL_AUTHORIZED_FETCH: 'yes' }

/** Ana's server requires signatures. Nina's signs what it posts, but fetches keys without a signature, as NodeBB does. */
async function setting(world: World) {
  const lagoon = await world.server('lagoon.test', SECURE)
  const forum = await world.peer('stranger.test')
  const [ana, nina] = [await lagoon.user('ana'), await forum.actor('nina')]
  const unsigned = async (url: string) => {
    const answer = await forum.send(url, 'GET', { host: lagoon.host, accept: 'application/activity+json' })
    return { ...answer, json: JSON.parse(answer.text()) }
  }
  return { lagoon, forum, ana, nina, unsigned }
}

scenario('a server that fetches keys without a signature can verify whoever posts here (S-30)', async (world) => {
  const { lagoon, forum, ana, nina, unsigned } = await setting(world)
  await nina.send(lagoon, nina.follow(ana.uri))
  await world.settle()
  const [accept = assert.fail()] = forum.received
  const keyId = /keyId="([^"]+)"/.exec(accept.headers.get('signature') ?? '')?.[1] ?? assert.fail()
  const { status, json } = await unsigned(keyId.replace(/#.*/, ''))
  assert.deepEqual([status, json.publicKey.id, json.publicKey.owner], [200, keyId, accept.activity.actor])
  assert.deepEqual([json.summary, json.followers, json.url], [undefined, undefined, undefined])
  assert.equal(json.outbox, `${ana.uri}/outbox`, 'Lemmy reads no actor without an outbox')
})

scenario(
  'a key that cannot be fetched leads to the stub, and once it can, to the whole actor (S-31)',
  async (world) => {
    const { forum, ana, nina } = await setting(world)
    forum.serve(nina.id, 503)
    const stub = await nina.get(ana.uri)
    assert.deepEqual([stub.status, JSON.parse(stub.text()).followers], [200, undefined])
    assert.deepEqual(
      [stub.headers['cache-control'], stub.headers.vary],
      ['private, no-store', 'Accept, Signature'],
      'no cache serves the stub to anybody else',
    )
    forum.serve(nina.id, nina.document)
    await world.clock.advance('10m')
    assert.equal(JSON.parse((await nina.get(ana.uri)).text()).followers, `${ana.uri}/followers`)
  },
)

scenario('a page opens with the one signature that Misskey makes for its address (E-20, R-30)', async (world) => {
  const { ana, nina, forum } = await setting(world)
  const post = await ana.post('hello')
  const boost = await ana.boost(post)
  for (const [page, id] of [
    [String(ana.account.url), ana.uri],
    [String(post.url), post.uri],
    [`${ana.account.url}/${boost.id}`, boost.uri],
    [`${ana.uri.replace(/users.*/, 'statuses')}/${boost.id}`, boost.uri],
  ] as const) {
    // Followed by hand, with the headers of the first request each time.
    const key = { keyId: nina.keyId, privatePem: nina.keys.privatePem }
    const headers = signRequest({ url: new URL(page), method: 'GET', key, now: world.clock.now() })
    let answer = await forum.send(page, 'GET', headers)
    for (let hop = 0; hop < 3 && answer.headers.location; hop++)
      answer = await forum.send(answer.headers.location, 'GET', headers)
    assert.deepEqual([answer.status, answer.headers['content-location']], [200, id], page)
    assert.equal(JSON.parse(answer.text()).id, id)
  }
})

scenario('a pasted page of a server with authorized fetch is found by another one (S-30)', async (world) => {
  const { ana } = await setting(world)
  const reef = await world.server('reef.test', SECURE)
  const bo = await reef.user('bo')
  const post = await ana.post('hello')
  assert.equal((await bo.findAccount(String(ana.account.url))).uri, ana.uri)
  const found = await bo.call('GET', `/api/v2/search?resolve=true&q=${encodeURIComponent(String(post.url))}`)
  assert.deepEqual(
    found.statuses.map(({ uri }: { uri: string }) => uri),
    [post.uri],
  )
})

/** The stub without an outbox is Mastodon's, the one with it ours. */
for (const outbox of [undefined, 'https://mastodon.test/users/bo/outbox'])
  scenario(
    `a stub ${outbox ? 'with' : 'without'} an outbox renews key and inbox, and keeps the profile (S-30)`,
    async (world) => {
      const lagoon = await world.server('lagoon.test')
      const mastodon = await world.peer('mastodon.test')
      const changes = { name: 'Bo of the Reef', summary: '<p>fish</p>', hidesToPublicFromUnauthedWeb: true }
      const [ana, bo] = [await lagoon.user('ana'), await mastodon.actor('bo', changes)]
      await bo.send(lagoon, bo.follow(ana.uri))
      await world.settle()
      const before = await ana.findAccount(bo.handle)
      assert.equal(before.display_name, 'Bo of the Reef')
      bo.keys = await world.keys.rsa()
      mastodon.serve(bo.id, () => {
        const { '@context': context, id, type, preferredUsername, publicKey, endpoints } = bo.document
        const inbox = `${bo.id}/new-inbox`
        const stub = { '@context': context, id, type, preferredUsername, publicKey, endpoints, inbox }
        return jsonResponse(outbox ? { ...stub, outbox, name: preferredUsername } : stub)
      })
      await world.clock.advance('1h')
      const post = await ana.post('hello')
      await bo.send(lagoon, bo.like(post.uri))
      await world.settle()
      assert.equal((await ana.view(post)).favourites_count, 1, 'the new key is known')
      assert.deepEqual(await ana.findAccount(bo.handle), before)
      const { inbox_url, hides_public } = await lagoon.app.db
        .selectFrom('accounts')
        .select(['inbox_url', 'hides_public'])
        .where('uri', '=', bo.id)
        .executeTakeFirstOrThrow()
      assert.deepEqual([inbox_url, Boolean(hides_public)], [`${bo.id}/new-inbox`, true])
    },
  )

scenario(
  'an actor with nothing but an outbox and a date, as Lemmy serves an empty profile, is whole',
  async (world) => {
    const [lagoon, lemmy] = [await world.server('lagoon.test'), await world.peer('lemmy.test')]
    const ana = await lagoon.user('ana')
    const lia = await lemmy.actor('lia', { name: 'Lia', summary: '<p>tea</p>' })
    assert.deepEqual([(await ana.findAccount(lia.handle)).display_name], ['Lia'])
    const missing = { name: undefined, summary: undefined, url: undefined, icon: undefined, followers: undefined }
    lia.changes = { ...missing, following: undefined, featured: undefined }
    await world.clock.advance('2d')
    await lia.send(lagoon, lia.follow(ana.uri))
    await world.settle()
    const { display_name, note } = await ana.findAccount(lia.handle)
    assert.deepEqual([display_name, note], ['', ''], 'what the profile had is gone')
  },
)
