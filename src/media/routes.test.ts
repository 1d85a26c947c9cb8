import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { copiedMedium, finishedFile } from '../../test/world/copies.ts'
import { createTestApp } from '../../test/world/test-app.ts'
import { ensureInstanceActor } from '../core/accounts/instance-actor.ts'
import type { App } from '../core/app.ts'
import { keepFile } from '../core/media/files/keep.ts'
import { holdFile } from '../core/media/files/references.ts'
import { remoteMediaKey } from '../core/media/key.ts'
import { namesOf } from '../db/tables/columns.ts'
import { defaultsOf } from '../db/tables/defaults.ts'
import { type Media, media } from '../db/tables/media.ts'
import { createHandler } from '../http.ts'
import { fetchFrom } from '../lib/http-server/web-standard.ts'

async function open(t: TestContext, env: Record<string, string> = {}) {
  const world = await createTestApp({ env })
  t.after(() => world[Symbol.asyncDispose]())
  await ensureInstanceActor(world.app)
  const fetch = fetchFrom(createHandler(world.app))
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(new Request(`https://lagoon.test${path}`, { headers, method }), { remoteAddress: '127.0.0.1' })
  return { app: world.app, ask }
}

/** An upload that has been processed, with these files. */
async function upload(app: App, content: Buffer, { small, ...more }: { small?: Buffer } & Partial<Media> = {}) {
  const files = await Promise.all([content, ...(small ? [small] : [])].map((bytes) => finishedFile(app, bytes)))
  for (const file of files) await keepFile(app, file)
  const key = randomBytes(16).toString('base64url')
  const empty = Object.fromEntries(namesOf(media.columns).map((name) => [name, null]))
  await app.transaction(async (tx) => {
    for (const { hash } of files) await holdFile(tx, hash)
    const row = {
      ...{ ...empty, ...defaultsOf(media), id: tx.ids.next(), key, use: 'attachment', account_id: 1, state: 'ready' },
      ...{ media_type: 'image/png', file: files[0]?.hash, preview: files[1]?.hash ?? null, created_at: 1, ...more },
    } as Media
    await tx.db.insertInto('media').values(row).execute()
  })
  return `/media/${key}`
}

test('an upload is served for good, sandboxed, to pages of every origin, whole or in part', async (t) => {
  const { app, ask } = await open(t)
  const path = await upload(app, Buffer.from('0123456789'), { small: Buffer.from('small') })
  const whole = await ask(`${path}/original.png`)
  assert.equal(await whole.text(), '0123456789')
  const expected = {
    'content-type': 'image/png',
    'content-length': '10',
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'cross-origin',
    'access-control-allow-origin': '*',
  }
  for (const [name, value] of Object.entries(expected)) assert.equal(whole.headers.get(name), value, name)
  assert.match(whole.headers.get('cache-control') ?? '', /max-age=31536000, immutable/)
  assert.match(whole.headers.get('content-security-policy') ?? '', /^sandbox; default-src 'none'/)
  const etag = whole.headers.get('etag') ?? ''
  assert.equal((await ask(`${path}/original`, { 'if-none-match': etag })).status, 304)
  const part = await ask(`${path}/original`, { range: 'bytes=2-4' })
  assert.deepEqual([part.status, await part.text(), part.headers.get('content-range')], [206, '234', 'bytes 2-4/10'])
  assert.equal((await ask(`${path}/original`, { range: 'bytes=10-' })).status, 416)
  const head = await ask(`${path}/original.jpeg`, {}, 'HEAD')
  assert.deepEqual([head.status, await head.text(), head.headers.get('content-length')], [200, '', '10'])
  const preview = await ask(`${path}/preview.webp`)
  assert.deepEqual([await preview.text(), preview.headers.get('content-type')], ['small', 'image/webp'])
})

test('a picture without a preview stands in for it for a while; a sound without a cover does not', async (t) => {
  const { app, ask } = await open(t)
  const picture = await ask(`${await upload(app, Buffer.from('picture'))}/preview`)
  assert.equal(await picture.text(), 'picture')
  assert.equal(picture.headers.get('cache-control'), 'public, max-age=300')
  const sound = await upload(app, Buffer.from('sound'), { media_type: 'audio/mpeg', type: 'audio' })
  assert.equal((await ask(`${sound}/preview.webp`)).status, 404)
  assert.equal((await ask(`${sound}/original.mp3`)).headers.get('content-type'), 'audio/mpeg')
})

test('a copy is served for a week, since its origin may put another file at the same address', async (t) => {
  const { app, ask } = await open(t)
  const { key } = await copiedMedium(app, 'avatar', 'https://reef.test/a.png', 'ana')
  const answer = await ask(`/media/${key}/original`)
  assert.equal(await answer.text(), 'ana')
  assert.equal(answer.headers.get('cache-control'), 'public, max-age=604800')
})

test('what is not there is a plain 404, whatever is asked for (R-31)', async (t) => {
  const { app, ask } = await open(t)
  const waiting = await upload(app, Buffer.from('x'), { state: 'waiting', file: null })
  const disguised = await upload(app, Buffer.from('<svg/>'), { media_type: 'image/svg+xml' })
  const page = await upload(app, Buffer.from('<html>'), { media_type: 'text/html' })
  const ready = await upload(app, Buffer.from('x'))
  const paths = [
    `/media/${remoteMediaKey(app, 'attachment', 'https://reef.test/never-seen.png')}/original`,
    ...[waiting, disguised, page].map((path) => `${path}/original`),
    ...['', '/', '/source', '/original.png/x', '/originals', '/original.', `/original.${'x'.repeat(11)}`, '/original.a%2fb'].map(
      (end) => ready + end,
    ),
    ...['/media/', '/media/short/original', `/media/${'x'.repeat(5000)}/original`, '/media/..%2f..%2fetc%2fpasswd/original'],
  ] // biome-ignore format: a list
  for (const path of paths)
    for (const accept of ['application/activity+json', 'text/html', 'image/*']) {
      const answer = await ask(path, { accept })
      assert.equal(answer.status, 404, path)
      assert.equal(answer.headers.get('content-type'), 'application/json', path)
      assert.match(answer.headers.get('content-security-policy') ?? '', /^sandbox/, path)
      await answer.text()
    }
  const picture = await ask(`${ready}/original`, {
    accept: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
  })
  assert.equal(picture.headers.get('content-type'), 'image/png')
  assert.equal((await ask(`${ready}/original`, {}, 'POST')).status, 404)
})

test('a host of its own serves media and nothing else, and the main one leads there (R-31)', async (t) => {
  const { app, ask } = await open(t, { ATOLL_MEDIA_HOST: 'media.lagoon.test' })
  const path = await upload(app, Buffer.from('x'))
  const host = 'media.lagoon.test'
  assert.equal(app.uris.media('k', 'original', 'png'), 'https://media.lagoon.test/media/k/original.png')
  for (const name of [host, 'MEDIA.lagoon.test.', 'media.lagoon.test:443'])
    assert.equal((await ask(`${path}/original`, { host: name })).status, 200, name)
  for (const other of [
    '/',
    '/about',
    '/api/v1/instance',
    '/actor',
    '/inbox',
    '/.well-known/nodeinfo',
    '/@ana',
    '/assets/a.css',
  ])
    for (const accept of ['text/html', 'application/activity+json']) {
      const answer = await ask(other, { host, accept })
      assert.equal(answer.status, 404, other)
      assert.match(answer.headers.get('content-security-policy') ?? '', /^sandbox/, other)
    }
  const moved = await ask(`${path}/original.png`)
  assert.deepEqual(
    [moved.status, moved.headers.get('location')],
    [301, `https://media.lagoon.test${path}/original.png`],
  )
  assert.equal((await ask(`${path}/original`, { host: 'evil.test' })).status, 421)
})
