/** Media of servers that lie, and viewers who want them to be fetched again and again. */
import assert from 'node:assert/strict'
import { blockDomain } from '../../src/core/domains/block.ts'
import { remoteMediaKey } from '../../src/core/media/key.ts'
import { RATES } from '../../src/core/rate-limits/rates.ts'
import { spend } from '../../src/core/rate-limits/spend.ts'
import type { Media, MediaUse } from '../../src/db/tables/media.ts'
import { endFetches } from '../../src/media/fetch/fetch-copy.ts'
import { registeredMedium } from '../world/copies.ts'
import { bodyOf, growingBody, look, png, servedFile } from '../world/files.ts'
import type { Peer, Served } from '../world/peer.ts'
import { scenario } from '../world/scenario.ts'
import type { TestServer } from '../world/test-server.ts'
import { until } from '../world/until.ts'
import type { World } from '../world/world.ts'

interface Scene {
  world: World
  lagoon: TestServer
  evil: Peer
  /** Registers what evil.test serves at this path. */
  medium(path: string, served: Served, use?: MediaUse): Promise<Media>
  see(medium: Media, headers?: Record<string, string>): Promise<Response>
  /** The row and the number of stored files, once nothing is being fetched. */
  kept(medium: Media): Promise<[state: string, problem: string | undefined, files: number]>
}

function hostileMedia(name: string, story: (scene: Scene) => Promise<void>, env: Record<string, string> = {}): void {
  scenario(name, async (world) => {
    const lagoon = await world.server('lagoon.test', env)
    const evil = await world.peer('evil.test')
    await story({
      world,
      lagoon,
      evil,
      medium(path, served, use = 'attachment') {
        evil.serve(path, served)
        return registeredMedium(lagoon.app, use, evil.origin + path)
      },
      see: (medium, headers) => look(lagoon, lagoon.app.uris.media(medium.key, 'original'), headers),
      async kept({ id }) {
        await endFetches(lagoon.app)
        const row = await lagoon.app.db.selectFrom('media').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
        const files = await Array.fromAsync(lagoon.app.storage.list())
        return [row.state, row.problem?.[0], files.length]
      },
    })
    await endFetches(lagoon.app)
    assert.equal(await lagoon.app.storage.sweep(Number.MAX_VALUE), 0, 'no temporary file is left')
  })
}

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
const lies: [what: string, content: string][] = [
  ['a page', '<!doctype html><script>alert(1)</script>'],
  ['an SVG', SVG],
  ['an XML document', `<?xml version="1.0"?>${SVG}`],
  ['a script', 'alert(1)'],
  ['an activity', '{"@context":"https://www.w3.org/ns/activitystreams","type":"Create"}'],
  ['a playlist', '#EXTM3U\nhttp://169.254.169.254/'],
  ['nothing', ''],
] // biome-ignore format: a table
for (const [what, content] of lies)
  hostileMedia(`${what} that is called a picture is neither served nor kept (R-31, R-101, R-102)`, async (scene) => {
    const medium = await scene.medium('/a.png', servedFile(Buffer.from(content)))
    const answer = await scene.see(medium, { accept: 'application/activity+json, text/html' })
    assert.equal(answer.status, 404)
    assert.equal(answer.headers.get('content-type'), 'application/json')
    assert.doesNotMatch(await answer.text(), /alert|Create|169/)
    assert.deepEqual(await scene.kept(medium), ['failed', what === 'nothing' ? 'media-empty' : 'media-unknown-type', 0])
    await scene.see(medium)
    assert.equal(scene.evil.requests.length, 1)
  })

hostileMedia('a picture that claims too many pixels is refused by its first bytes (R-101)', async (scene) => {
  const bomb = await png(10, 10)
  bomb.writeUInt32BE(100_000, 16)
  bomb.writeUInt32BE(100_000, 20)
  const medium = await scene.medium('/bomb.png', servedFile(bomb))
  assert.equal((await scene.see(medium)).status, 404)
  assert.deepEqual(await scene.kept(medium), ['failed', 'media-too-many-pixels', 0])
})

hostileMedia('a picture that cannot be opened is not kept, and asked for once a day (R-100)', async (scene) => {
  const damaged = Buffer.concat([(await png(500, 500)).subarray(0, 200), Buffer.alloc(5_000, 7)])
  for (const use of ['attachment', 'avatar', 'emoji'] as const) {
    const medium = await scene.medium(`/${use}.png`, servedFile(damaged), use)
    await (await scene.see(medium)).arrayBuffer()
    assert.deepEqual(await scene.kept(medium), ['failed', 'media-damaged', 0])
    assert.equal((await scene.see(medium)).status, 404)
    assert.equal(scene.evil.requests.filter((request) => request === `GET /${use}.png`).length, 1)
  }
})

hostileMedia('a film in place of an avatar is not kept', async (scene) => {
  const film = Buffer.concat([Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isomiso2', 'latin1'), Buffer.alloc(5_000)])
  const medium = await scene.medium('/face.mp4', servedFile(film), 'avatar')
  await (await scene.see(medium)).arrayBuffer()
  assert.deepEqual(await scene.kept(medium), ['failed', 'media-not-a-picture', 0])
})

hostileMedia('ten gigabytes are announced: nothing of them is kept, and only what is read is sent', async (scene) => {
  const { body, push } = growingBody()
  const headers = { 'content-type': 'image/png', 'content-length': '10000000000' }
  const first = await png()
  const medium = await scene.medium('/huge.png', () => new Response(body, { headers }))
  push(first)
  scene.evil.serve('/huge.png', () => new Response(bodyOf([first]), { headers }))
  await scene.see(medium).then((answer) => answer.body?.cancel())
  assert.deepEqual(await scene.kept(medium), ['absent', undefined, 0])
}, { ATOLL_REMOTE_MEDIA_SIZE: '1' }) // biome-ignore format: short

hostileMedia('a file without end is kept up to the limit by nobody', async (scene) => {
  let sent = 0
  const endless = new ReadableStream({
    pull(controller) {
      sent += 100_000
      controller.enqueue(Buffer.alloc(100_000, 'x'))
    },
  })
  const start = await png()
  const served = () => {
    const pieces = endless.getReader()
    return new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(start),
        pull: async (controller) => controller.enqueue((await pieces.read()).value),
      }),
    )
  }
  const medium = await scene.medium('/endless.png', served)
  const reader = (await scene.see(medium)).body?.getReader()
  await reader?.read()
  await reader?.cancel()
  assert.deepEqual(await scene.kept(medium), ['absent', undefined, 0])
  assert.ok(sent < 5_000_000, `${sent} bytes were read for nobody`)
}, { ATOLL_REMOTE_MEDIA_SIZE: '1' }) // biome-ignore format: short

hostileMedia('a file that breaks off is not kept, and its reader notices', async (scene) => {
  const { body, push, fail } = growingBody()
  const content = await png(900, 900)
  const medium = await scene.medium('/cut.png', () => new Response(body))
  push(content.subarray(0, 6_000))
  const answer = await scene.see(medium)
  fail()
  await assert.rejects(answer.arrayBuffer())
  const [state, , files] = await scene.kept(medium)
  assert.notEqual(state, 'ready')
  assert.equal(files, 0)
})

hostileMedia('another file at the same address is looked at as closely as the first', async (scene) => {
  const medium = await scene.medium('/a.png', servedFile(await png()))
  assert.equal((await scene.see(medium)).status, 200)
  assert.equal((await scene.kept(medium))[0], 'ready')
  scene.evil.serve('/a.png', servedFile(Buffer.from(SVG)))
  await scene.lagoon.app.db
    .updateTable('media')
    .set({ state: 'absent', file: null, preview: null, cached_at: null, evictable_at: null })
    .execute()
  assert.equal((await scene.see(medium)).status, 404)
})

hostileMedia('a request of another server makes this one fetch nothing (R-08)', async (scene) => {
  const medium = await scene.medium('/a.png', servedFile(await png()))
  const servers: Record<string, string>[] = [
    { 'user-agent': 'Atoll/1.0 (+https://reef.test/)' },
    { 'user-agent': 'Mastodon/4.5.0 (http.rb/5.3.1; +https://mastodon.test/)' },
    { 'user-agent': 'Misskey/2025.1.0 (https://misskey.test)' },
    { 'user-agent': 'MisskeyMediaProxy/0.0.24' },
    { 'user-agent': 'Akkoma 3.17.0; https://akkoma.test <admin@akkoma.test>' },
    { 'user-agent': 'Camo Asset Proxy 2.3.0' },
    { via: '1.1 atoll' },
    { via: '1.0 fred, 1.1 atoll, 1.1 Caddy' },
    { via: '1.1 go-camo' },
  ]
  for (const headers of servers) assert.equal((await scene.see(medium, headers)).status, 404, JSON.stringify(headers))
  assert.deepEqual(scene.evil.requests, [])
  const people: Record<string, string> = { via: '1.1 Caddy', 'user-agent': 'Mastodon/374 CFNetwork/1498 Darwin/23.6.0' }
  assert.equal((await scene.see(medium, people)).status, 200)
  await scene.kept(medium)
  for (const headers of servers) assert.equal((await scene.see(medium, headers)).status, 200, 'what is here is served')
})

hostileMedia('two servers are not sent round in circles (R-08)', async ({ world, lagoon, evil, see }) => {
  const reef = await world.server('reef.test')
  const here = await registeredMedium(lagoon.app, 'attachment', 'https://evil.test/to-reef')
  const there = await registeredMedium(reef.app, 'attachment', 'https://evil.test/to-lagoon')
  const to = (location: string) => () => new Response(null, { status: 302, headers: { location } })
  evil.serve('/to-reef', to(reef.app.uris.media(there.key, 'original')))
  evil.serve('/to-lagoon', to(lagoon.app.uris.media(here.key, 'original')))
  assert.equal((await see(here)).status, 404)
  assert.deepEqual(evil.requests, ['GET /to-reef'])
  assert.deepEqual(world.tape.find({ from: 'reef.test', method: 'GET' }), [])
})

hostileMedia('an address that is in no row is never asked for, however it is put (R-08)', async ({ lagoon, evil }) => {
  evil.serve('/a.png', servedFile(await png()))
  const url = 'https://evil.test/a.png'
  const key = remoteMediaKey(lagoon.app, 'attachment', url)
  const paths = [
    `/media/${key}/original`,
    `/media/${encodeURIComponent(url)}/original`,
    `/media/${Buffer.from(url).toString('base64url')}/original`,
    `/media/${key}/original?url=${url}`,
    `/media/?url=${url}`,
    `/media/${url}`,
  ]
  for (const path of paths) assert.equal((await look(lagoon, lagoon.origin + path)).status, 404, path)
  assert.deepEqual(evil.requests, [])
})

hostileMedia('nothing is fetched from a blocked domain, and what is here of it stays (R-130)', async (scene) => {
  const [before, after] = [
    await scene.medium('/before.png', servedFile(await png())),
    await scene.medium('/after.png', servedFile(await png(50, 50))),
  ]
  await (await scene.see(before)).arrayBuffer()
  await scene.kept(before)
  await blockDomain(scene.lagoon.app, 'evil.test')
  assert.equal((await scene.see(after)).status, 404)
  assert.deepEqual(await scene.kept(after), ['absent', undefined, 2])
  assert.deepEqual(scene.evil.requests, ['GET /before.png'])
})

hostileMedia('one network cannot make us fetch more than its readers need (R-113)', async (scene) => {
  const { app } = scene.lagoon
  for (let at = 0; at < RATES.mediaFetches.max - 5; at++) spend(app, 'mediaFetches', '203.0.113.1')
  const fetched = async (at: number, network: string) => {
    const medium = await scene.medium(`/${at}.png`, 404)
    return (await scene.see(medium, { 'x-forwarded-for': network })).status
  }
  const statuses = new Map<number, number>()
  for (let at = 0; at < 40; at++) {
    const status = await fetched(at, '203.0.113.1')
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  assert.deepEqual([...statuses], [[404, 5], [429, 35]]) // biome-ignore format: short
  assert.equal(scene.evil.requests.length, 5)
  assert.equal(await fetched(40, '203.0.113.2'), 404, 'another network is not refused')
}, { ATOLL_RATE_LIMITS: 'yes' }) // biome-ignore format: short

hostileMedia('a slow host does not keep others waiting, and gets four requests at once (Q-05)', async (scene) => {
  const { world, lagoon, evil, see } = scene
  const reef = await world.peer('reef.test')
  reef.serve('/b.png', servedFile(await png()))
  const waiting = Array.from({ length: 100 }, () => growingBody())
  const media = await Promise.all(waiting.map(({ body }, at) => scene.medium(`/${at}.png`, () => new Response(body))))
  const looks = media.map((medium) => see(medium))
  const other = await registeredMedium(lagoon.app, 'attachment', 'https://reef.test/b.png')
  assert.equal((await see(other)).status, 200)
  await until('four requests', () => evil.requests.length === 4)
  const statuses: number[] = []
  for (const look of looks) look.then(({ status }) => statuses.push(status))
  await until('the rest to be refused', async () => {
    await world.clock.advance('21s')
    return statuses.length === 96
  })
  assert.deepEqual([...new Set(statuses)], [429])
  assert.equal(evil.requests.length, 4)
  for (const { fail } of waiting) fail()
  await Promise.all(looks)
})
