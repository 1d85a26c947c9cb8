/** Bytes that are not an activity, and odd activities (cases 22 to 30). */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { findStatusByUri } from '../../src/core/statuses/find.ts'
import { SECOND } from '../../src/lib/durations.ts'
import { listen } from '../../src/listen.ts'
import type { Json } from '../world/peer.ts'
import { textOf } from '../world/person.ts'
import { cpuTime, hostile, type Scene, stateOf } from './scene.ts'
import { cavage } from './sign.ts'

const MB = 1_048_576
/** Far less than an attack would take, far more than a busy machine needs. */
const BOUND_MS = 2500

/** Posts a body with bo's signature, whatever the bytes are. */
function signed({ bo, postBytes }: Scene, body: string): Promise<Response> {
  return postBytes(body, cavage(bo, body))
}

/** Asserts that each body is rejected with the status, and changes nothing. */
async function refuses(scene: Scene, status: number, bodies: Record<string, string>) {
  const before = await stateOf(scene.lagoon.app)
  for (const [name, body] of Object.entries(bodies)) {
    const spent = await cpuTime(async () => {
      const answer = await signed(scene, body)
      assert.equal(answer.status, status, `${name}: ${await answer.text()}`)
    })
    assert.ok(spent < BOUND_MS, `${name} took ${spent} ms`)
  }
  await scene.world.settle()
  assert.deepEqual(await stateOf(scene.lagoon.app), before)
}

hostile('a body of more than a megabyte is rejected, whether announced or not (case 22)', async (scene) => {
  const { lagoon, postBytes, bo } = scene
  assert.equal((await signed(scene, JSON.stringify({ type: 'Like', pad: 'x'.repeat(MB) }))).status, 413)
  const head = cavage(bo, '{}')
  for (const length of [String(MB + 1), '1e99', 'NaN'])
    assert.equal((await postBytes('{}', { ...head, 'content-length': length })).status, 413, 'announced only')
  const pour = () => new ReadableStream<Uint8Array>({ pull: (stream) => stream.enqueue(Buffer.alloc(65_536, 0x20)) })
  assert.equal((await postBytes(pour(), head)).status, 413, 'an endless body')
  assert.equal((await postBytes(pour())).status, 401, 'an unsigned body is not read')
  const listener = await listen(
    { ...lagoon.app.config, port: 0, bind: '127.0.0.1', tls: undefined },
    lagoon.running.handler,
  )
  try {
    await overSockets(listener.port, head)
  } finally {
    await listener.close()
  }
})

async function overSockets(port: number, headers: Record<string, string>): Promise<void> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `POST /inbox HTTP/1.1\r\n${lines.join('')}`
  const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`
  const endless = await talk(port, `${head}transfer-encoding: chunked\r\n\r\n`, chunk)
  assert.match(endless.answer, /^HTTP\/1\.1 413 /)
  assert.ok(endless.sent < 64 * MB, `${endless.sent} bytes were accepted`)
  for (const lie of ['-1', '1e3', '5, 6', '99999999999999999999999', '0x10', 'abc']) {
    const { answer } = await talk(port, `${head}content-length: ${lie}\r\n\r\n{}`)
    assert.match(answer, /^HTTP\/1\.1 4(?:00|13) /, lie)
  }
  const both = `${head}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`
  assert.match((await talk(port, both)).answer, /^HTTP\/1\.1 400 /, 'two different lengths')
  assert.match((await talk(port, `${head}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`)).answer, /^HTTP\/1\.1 400 /)
  const shorter = await talk(port, `${head}content-length: 4\r\n\r\n{"a":1}`)
  assert.match(shorter.answer, /^HTTP\/1\.1 40[01] /, 'cut at the announced length')
  const longer = await talk(port, `${head}content-length: 500\r\n\r\n{"a":1}`, undefined, 'end')
  assert.doesNotMatch(longer.answer, /^HTTP\/1\.1 (?:2|5)/, 'the rest never arrives')
  const after = await talk(port, `GET /health HTTP/1.1\r\nhost: lagoon.test\r\nconnection: close\r\n\r\n`)
  assert.match(after.answer, /^HTTP\/1\.1 200 /)
}

/**
 * Writes bytes, then `again` as long as the server accepts it.
 * @returns what came back first
 */
function talk(port: number, first: string, again?: string, then?: 'end'): Promise<{ answer: string; sent: number }> {
  const TALKS_MS = 5 * SECOND
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let [answer, sent] = ['', 0]
    const timer = setTimeout(() => done(), TALKS_MS)
    const done = () => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ answer, sent })
    }
    const pour = () => {
      while (again !== undefined && !socket.destroyed && answer === '') {
        sent += again.length
        if (!socket.write(again)) return
      }
    }
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1')
      done()
    })
    socket.on('error', done).on('close', done).on('drain', pour)
    if (then === 'end') socket.end(first)
    else socket.write(first)
    pour()
  })
}

hostile('deep, wide and endless JSON is rejected in time (case 23)', (scene) =>
  refuses(scene, 400, {
    'arrays in arrays': '['.repeat(100_000) + ']'.repeat(100_000),
    'objects in objects': `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
    'open arrays': '['.repeat(1_000_000),
    'deep inside an activity': JSON.stringify(scene.bo.like('x')).replace(
      '"x"',
      `${'['.repeat(500)}1${']'.repeat(500)}`,
    ),
    'many keys': `{${Array.from({ length: 80_000 }, (_, n) => `"k${n}":1`).join()}}`,
    'a long string': JSON.stringify({ type: 'x'.repeat(MB - 100) }),
    'a lone quote': '{"a":"',
    'an invalid number': '{"type":1e}',
    nothing: '',
  }),
)

hostile('dense JSON is rejected before it is parsed (case 28)', (scene) => {
  const many = (value: (n: number) => string) => Array.from({ length: 60_000 }, (_, n) => value(n)).join()
  const like = (pad: string) => JSON.stringify({ ...scene.bo.like('x'), pad: 'PAD' }).replace('"PAD"', pad)
  return refuses(scene, 400, {
    numbers: like(`[${many(() => '1')}]`),
    'empty arrays': like(`[${many(() => '[]')}]`),
    'empty objects': like(`[${many(() => '{}')}]`),
    'short strings': like(`[${many(() => '""')}]`),
    names: like(`{${many((n) => `"${n}":1`)}}`),
  })
})

hostile('a form with half a million fields is rejected before it is parsed (case 23)', async ({ postBytes }) => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const spent = await cpuTime(async () => {
    assert.equal((await postBytes('a&'.repeat(MB / 2 - 1), form, '/api/v1/apps')).status, 400)
  })
  assert.ok(spent < BOUND_MS / 5, `took ${spent} ms`)
})

hostile('numbers and characters that databases reject are stored without harm (case 23)', async (scene) => {
  const { bo, ana, world, lagoon, home } = scene
  const note = bo.note('CONTENT', { summary: 'SUMMARY', sensitive: 1e308, replies: { totalItems: -0 } })
  const odd = String.raw`nul \u0000 lone \ud800 half \udc00 bell \u0007 end`
  const body = JSON.stringify(bo.create(note)).replace('CONTENT', odd).replace('SUMMARY', odd)
  const counted = body.replace('"totalItems":0', '"totalItems":-0').replace('1e+308', '1e400')
  assert.match(counted, /1e400/)
  assert.equal((await signed(scene, counted)).status, 202)
  const person = JSON.stringify(
    bo.update({ ...bo.document, name: 'NAME', summary: 'NAME', updated: world.clock.iso() }),
  )
  await world.clock.advance('1s')
  assert.equal((await signed(scene, person.replaceAll('NAME', odd))).status, 202)
  await world.settle()
  assert.equal((await home()).length, 1)
  const row = await findStatusByUri(lagoon.app, note.id)
  assert.match(row?.content ?? '', /nul .*lone .*half .*end/)
  for (const text of [row?.content, row?.content_warning, (await ana.findAccount(bo.handle)).display_name]) {
    assert.equal(text?.includes('\0'), false)
    assert.equal(text?.isWellFormed(), true)
  }
})

hostile('names with a meaning in JavaScript do no harm (case 24)', async (scene) => {
  const { bo, ana, world, send, home, changesNothing } = scene
  const poison = '"__proto__":{"admin":true,"type":"Delete"},"constructor":{"prototype":{"admin":true}},"toString":1'
  const note = JSON.stringify(bo.create(bo.note('inert'))).replaceAll('"type":', `${poison},"type":`)
  assert.equal((await signed(scene, note)).status, 202)
  await world.settle()
  assert.deepEqual(await home(), ['inert'])
  assert.equal(({} as { admin?: boolean }).admin, undefined)
  for (const type of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
    await changesNothing(bo, { ...bo.like(ana.uri), type }, bo.create(bo.note('x', { type })))
    await changesNothing(bo, bo.undo({ ...bo.like(ana.uri), type }), { ...bo.like(ana.uri), id: type })
  }
  await send(bo.create(bo.note('still here')))
  assert.equal((await home()).length, 2)
})

hostile('other encodings are rejected (case 25)', async (scene) => {
  const { bo, ana, postBytes, lagoon } = scene
  const like = JSON.stringify(bo.like((await ana.post('a post')).uri))
  const before = await stateOf(lagoon.app)
  const bytes: Record<string, Uint8Array<ArrayBuffer>> = {
    'byte order mark': Buffer.from(`\ufeff${like}`),
    'UTF-16': Buffer.from(like, 'utf16le'),
    'UTF-16 with mark': Buffer.from(`\ufeff${like}`, 'utf16le'),
    'Latin-1': Buffer.from(like.replace('Like', 'Lïke'), 'latin1'),
    'half a character': Buffer.concat([Buffer.from(like.slice(0, -1)), Buffer.from([0xc3]), Buffer.from('}')]),
    overlong: Buffer.concat([Buffer.from('{"type":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]),
    'gzip, unannounced': gzipSync(like),
  }
  for (const [name, body] of Object.entries(bytes))
    assert.equal((await postBytes(body, cavage(bo, body))).status, 400, name)
  for (const encoding of ['gzip', 'br', 'deflate', 'x', 'gzip, gzip'])
    assert.equal((await postBytes(gzipSync(like), { 'content-encoding': encoding })).status, 415, encoding)
  for (const type of [
    'application/json',
    'text/html',
    'text/plain',
    'application/ld+json',
    'multipart/form-data',
    'x',
    '',
  ])
    assert.equal((await postBytes(like, { 'content-type': type })).status, 415, type)
  const odd = await postBytes(like, { 'content-type': 'application/activity+json; charset=utf-16' })
  assert.ok([401, 415].includes(odd.status), `${odd.status}`)
  assert.deepEqual(await stateOf(lagoon.app), before)
})

hostile('JSON that is not an object is rejected (case 26)', (scene) =>
  refuses(scene, 400, {
    array: '[]',
    full: '[{"type":"Like"}]',
    string: '"Like"',
    null: 'null',
    number: '5',
    true: 'true',
    two: '{}{}',
  }),
)

hostile('known spellings of a type are accepted, others ignored (case 27)', async (scene) => {
  const { bo, ana, send, changesNothing } = scene
  const post = await ana.post('a post')
  const count = async () => (await ana.view(post)).favourites_count
  const AS = 'https://www.w3.org/ns/activitystreams#'
  for (const type of [`${AS}Like`, 'as:Like', ['Like'], ['Odd', 'Like'], ['Like', null, 5, 'Like']]) {
    await send({ ...bo.like(post.uri), type })
    assert.equal(await count(), 1, JSON.stringify(type))
    await send(bo.undo(bo.like(post.uri)))
    assert.equal(await count(), 0)
  }
  for (const type of [
    'like',
    'LIKE',
    ' Like',
    'https://evil.test/ns#Like',
    [],
    [['Like']],
    null,
    {},
    5,
    true,
    undefined,
    '',
    'x'.repeat(5000),
  ])
    await changesNothing(bo, { ...bo.like(post.uri), type }, bo.create(bo.note('x', { type })))
  const many = Array.from({ length: 50_000 }, () => 'Odd')
  await changesNothing(bo, { ...bo.like(post.uri), type: [...many, 'Like'] })
})

hostile('recipients of every shape and number do no harm (case 28)', async (scene) => {
  const { bo, ana, world, lagoon } = scene
  const shapes: unknown[] = [
    [[ana.uri]],
    [{ id: ana.uri }],
    { id: ana.uri },
    [5, null, true, {}],
    null,
    5,
    'x',
    '',
    [{ id: null }],
  ]
  shapes.push(Array.from({ length: 12_000 }, (_, n) => `https://lagoon.test/ap/users/${n}`))
  shapes.push(
    Array.from({ length: 100_000 }, () => 'a:b'),
    [Array.from({ length: 1000 }, () => ana.uri)],
  )
  for (const [n, to] of shapes.entries()) {
    const note = bo.note(`shape ${n}`, { to, cc: [bo.followers] })
    const spent = await cpuTime(async () => {
      await world.clock.advance('1s')
      const { status } = await bo.post(lagoon, bo.create(note, { to: [bo.followers], cc: to }))
      assert.ok([202, 400, 413].includes(status), `shape ${n}: ${status}`)
      await world.settle()
    })
    assert.ok(spent < BOUND_MS, `shape ${n} took ${spent} ms`)
    const row = await findStatusByUri(lagoon.app, note.id)
    assert.notEqual(row?.visibility, 'public', `shape ${n}`)
  }
  const notifications = await ana.notified()
  assert.deepEqual(notifications, [], 'being addressed is not a mention')
})

hostile('ids are normalized, or the activity is ignored (case 29)', async (scene) => {
  const { bo, ana, world, lagoon, send, changesNothing } = scene
  const { origin } = bo.peer
  const good: Record<string, string> = {
    'HTTPS://Mastodon.TEST/users/bo/statuses/u': `${origin}/users/bo/statuses/u`,
    'https://mastodon.test:443/users/bo/statuses/p': `${origin}/users/bo/statuses/p`,
    'https://mastodon.test./users/bo/statuses/d': `${origin}/users/bo/statuses/d`,
  }
  for (const [written, kept] of Object.entries(good)) {
    await send(bo.create(bo.note('x', { id: written })))
    assert.ok(await findStatusByUri(lagoon.app, kept), written)
    assert.equal((await ana.find(written)).uri, kept)
  }
  const bad: unknown[] = [
    undefined,
    null,
    '',
    'x',
    '/users/bo/1',
    `${bo.id}/statuses/1#part`,
    `${origin}/${'x'.repeat(10_000)}`,
  ]
  bad.push(
    `${origin}/a b`,
    `${origin}/a\nb`,
    `${origin}/a\tb`,
    ` ${origin}/1`,
    'javascript:alert(1)',
    'data:,x',
    5,
    true,
    {},
    [],
  )
  bad.push(
    'https://bo@mastodon.test/1',
    'https://mastodon.test@evil.test/1',
    'https://mastodon.test:8443/1',
    'http://mastodon.test/1',
  )
  bad.push(
    'https://mastоdon.test/1',
    'https://mastodon.test\\@evil.test/1',
    'https://mastodon.test%2eevil.test/1',
    `${origin}\u0001/1`,
  )
  bad.push(
    'https:/mastodon.test/1',
    'https:mastodon.test/1',
    '//mastodon.test/1',
    'https:///mastodon.test/1',
    { id: null },
    [`${origin}/1`, `${origin}/2`],
  )
  for (const id of bad) {
    const note: Json = { ...bo.note('x'), id }
    await changesNothing(bo, { ...bo.create(note), id: bo.mint('creates') }, bo.update(note))
  }
  const post = await ana.post('a post')
  for (const id of bad.slice(2)) {
    await world.clock.advance('1s')
    const { status } = await bo.post(lagoon, bo.like(post.uri, { id }))
    assert.ok([202, 400].includes(status), `${JSON.stringify(id)}: ${status}`)
  }
  await world.settle()
  const uris = await lagoon.app.db.selectFrom('favourites').select('uri').execute()
  for (const { uri } of uris) assert.ok(uri === null || uri.startsWith(`${origin}/`), String(uri))
})

hostile('values of unexpected types do no harm (case 30)', async (scene) => {
  const { bo, ana, world, lagoon, send, home } = scene
  const odd: unknown[] = [
    5,
    true,
    null,
    [],
    {},
    [[]],
    [{}],
    { a: 1 },
    ['x', 'y'],
    { en: 'x' },
    { '@value': 'x' },
    -1e308,
    '',
  ]
  const fields = ['content', 'summary', 'url', 'published', 'updated', 'inReplyTo', 'tag', 'attachment', 'sensitive']
  fields.push(
    'contentMap',
    'summaryMap',
    'replies',
    'name',
    'nameMap',
    'source',
    'context',
    'conversation',
    'to',
    'cc',
    'mediaType',
  )
  for (const field of fields) {
    for (const value of odd) {
      const { status } = await bo.post(lagoon, bo.create(bo.note('odd', { [field]: value })))
      assert.ok([202, 400].includes(status), `${field}: ${JSON.stringify(value)} → ${status}`)
    }
    await world.settle()
  }
  const inside = ['type', 'href', 'name', 'icon', 'url', 'mediaType', 'width', 'blurhash', 'focalPoint']
  for (const field of inside) {
    const tags = ['Mention', 'Hashtag', 'Emoji', 'Image'].flatMap((type) =>
      odd.map((value) => ({ type, name: 'x', [field]: value })),
    )
    await send(bo.create(bo.note('odd', { tag: tags, attachment: tags })))
  }
  const profile = [
    'name',
    'summary',
    'icon',
    'image',
    'url',
    'attachment',
    'tag',
    'alsoKnownAs',
    'movedTo',
    'endpoints',
    'outbox',
  ]
  profile.push(
    'followers',
    'featured',
    'manuallyApprovesFollowers',
    'published',
    'discoverable',
    'publicKey',
    'assertionMethod',
    'inbox',
  )
  for (const [n, field] of profile.entries()) {
    for (const [m, value] of odd.entries()) {
      const updated = world.clock.iso(1000 * (n * odd.length + m))
      const { status } = await bo.post(lagoon, bo.update({ ...bo.document, updated, [field]: value }))
      assert.ok([202, 400].includes(status), `${field}: ${JSON.stringify(value)} → ${status}`)
    }
    await world.settle()
  }
  const links = [
    { href: 'https://mastodon.test/@bo/1' },
    [{ type: 'Link', href: 'https://mastodon.test/@bo/1', mediaType: 'text/html' }],
  ]
  for (const url of links) {
    const note = bo.note('linked', { url })
    await send(bo.create(note))
    assert.equal((await ana.find(note.id)).url, 'https://mastodon.test/@bo/1')
  }
  await send(bo.create(bo.note('after all that')))
  assert.equal((await home())[0], 'after all that')
  assert.ok((await ana.home('?limit=40')).every((status) => typeof textOf(status) === 'string'))
})
