import assert from 'node:assert/strict'
import { registeredMedium } from '../../../test/world/copies.ts'
import { bodyOf, growingBody, look, png, servedFile } from '../../../test/world/files.ts'
import { scenario } from '../../../test/world/scenario.ts'
import type { TestServer } from '../../../test/world/test-server.ts'
import type { Media, MediaUse } from '../../db/tables/media.ts'
import { MediaError } from '../../lib/media/media-error.ts'
import { endFetches } from './fetch-copy.ts'

const addressOf = ({ app }: TestServer, { key }: Media, variant: 'original' | 'preview' = 'original') =>
  app.uris.media(key, variant)

async function rowOf({ app }: TestServer, { id }: Media): Promise<Media> {
  return app.db.selectFrom('media').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

scenario('a picture is fetched once for all who look at it at once, and comes from here afterwards', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const reef = await world.peer('reef.test')
  const content = await png(2_000, 1_000)
  reef.serve('/a.png', servedFile(content))
  const medium = await registeredMedium(lagoon.app, 'attachment', 'https://reef.test/a.png')
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => look(lagoon, addressOf(lagoon, medium))))
  for (const answer of answers) {
    assert.equal(answer.headers.get('content-type'), 'image/png')
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=300')
    assert.ok(content.equals(Buffer.from(await answer.arrayBuffer())))
  }
  await endFetches(lagoon.app)
  assert.deepEqual(reef.requests, ['GET /a.png'])
  const row = await rowOf(lagoon, medium)
  assert.deepEqual(
    [row.state, row.type, row.media_type, row.width, row.height],
    ['ready', 'image', 'image/png', 2_000, 1_000],
  )
  reef.reachable = false
  const kept = await look(lagoon, addressOf(lagoon, medium))
  assert.ok(content.equals(Buffer.from(await kept.arrayBuffer())))
  assert.equal(kept.headers.get('cache-control'), 'public, max-age=604800')
  const preview = await look(lagoon, addressOf(lagoon, medium, 'preview'))
  assert.equal(preview.headers.get('content-type'), 'image/webp')
  assert.ok((await preview.arrayBuffer()).byteLength < content.length)
})

scenario('the first bytes reach the first reader before the last ones are sent', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const reef = await world.peer('reef.test')
  const content = await png(900, 900)
  const { body, push, end } = growingBody()
  reef.serve('/a.png', () => new Response(body, { headers: { 'content-type': 'image/png' } }))
  const medium = await registeredMedium(lagoon.app, 'attachment', 'https://reef.test/a.png')
  push(content.subarray(0, 5_000))
  const answer = await look(lagoon, addressOf(lagoon, medium))
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  const first = await reader.read()
  assert.ok(content.subarray(0, 5_000).equals(first.value as Uint8Array))
  push(content.subarray(5_000))
  end()
  let read = 5_000
  for (let next = await reader.read(); next.value; next = await reader.read()) read += next.value.length
  assert.equal(read, content.length)
  await endFetches(lagoon.app)
  assert.equal((await rowOf(lagoon, medium)).state, 'ready')
})

for (const use of ['avatar', 'header', 'emoji'] satisfies MediaUse[])
  scenario(`of an ${use}, a small copy is kept`, async (world) => {
    const lagoon = await world.server('lagoon.test')
    const reef = await world.peer('reef.test')
    const content = await png(3_000, 3_000)
    reef.serve('/a.png', servedFile(content))
    const medium = await registeredMedium(lagoon.app, use, 'https://reef.test/a.png')
    assert.ok(content.equals(Buffer.from(await (await look(lagoon, addressOf(lagoon, medium))).arrayBuffer())))
    await endFetches(lagoon.app)
    const row = await rowOf(lagoon, medium)
    assert.equal(row.media_type, 'image/webp')
    assert.ok(row.preview !== null && row.bytes < content.length)
    assert.equal((await look(lagoon, addressOf(lagoon, medium))).headers.get('content-type'), 'image/webp')
  })

scenario('what failed is asked for again after a minute, ten minutes, an hour and a day', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const reef = await world.peer('reef.test')
  reef.serve('/a.png', 503)
  const medium = await registeredMedium(lagoon.app, 'attachment', 'https://reef.test/a.png')
  const asked = async (after: string) => {
    await world.clock.advance(after)
    const before = reef.requests.length
    const answer = await look(lagoon, addressOf(lagoon, medium))
    assert.equal(answer.status, 404)
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=60')
    return reef.requests.length > before
  }
  const waits = ['0s', '59s', '2s', '9m', '2m', '59m', '2m', '23h', '2h']
  const result: boolean[] = []
  for (const wait of waits) result.push(await asked(wait))
  assert.deepEqual(result, [true, false, true, false, true, false, true, false, true])
  reef.serve('/a.png', servedFile(await png()))
  await world.clock.advance('25h')
  assert.equal((await look(lagoon, addressOf(lagoon, medium))).status, 200)
  await endFetches(lagoon.app)
  const { state, attempts, problem } = await rowOf(lagoon, medium)
  assert.deepEqual([state, attempts, problem], ['ready', 0, null])
})

scenario('a file that is gone at its origin is not asked for again for a day', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const reef = await world.peer('reef.test')
  const medium = await registeredMedium(lagoon.app, 'attachment', 'https://reef.test/gone.png')
  for (const wait of ['0s', '12h', '11h']) {
    await world.clock.advance(wait)
    assert.equal((await look(lagoon, addressOf(lagoon, medium))).status, 404)
  }
  assert.equal(reef.requests.length, 1)
  assert.deepEqual((await rowOf(lagoon, medium)).problem, ['media-gone', { host: 'reef.test', status: 404 }])
})

scenario('a file that is too large to keep is passed on, whole or in part', async (world) => {
  const lagoon = await world.server('lagoon.test', { ATOLL_REMOTE_MEDIA_SIZE: '1' })
  const reef = await world.peer('reef.test')
  const content = Buffer.concat([await png(), Buffer.alloc(2_000_000, 'x')])
  reef.serve('/a.png', servedFile(content))
  const medium = await registeredMedium(lagoon.app, 'attachment', 'https://reef.test/a.png')
  const whole = await look(lagoon, addressOf(lagoon, medium))
  assert.equal(whole.headers.get('content-length'), String(content.length))
  assert.ok(content.equals(Buffer.from(await whole.arrayBuffer())))
  const part = await look(lagoon, addressOf(lagoon, medium), { range: 'bytes=1000000-1000009' })
  assert.deepEqual([part.status, part.headers.get('content-range')], [206, `bytes 1000000-1000009/${content.length}`])
  assert.equal(await part.text(), 'xxxxxxxxxx')
  await endFetches(lagoon.app)
  assert.equal((await rowOf(lagoon, medium)).state, 'absent')
  assert.deepEqual(await Array.fromAsync(lagoon.app.storage.list()), [])
})

scenario('a file of unknown length that grows too large is read to its end, and not kept', async (world) => {
  const lagoon = await world.server('lagoon.test', { ATOLL_REMOTE_MEDIA_SIZE: '1' })
  const reef = await world.peer('reef.test')
  const content = Buffer.concat([await png(), Buffer.alloc(3_000_000, 'x')])
  const pieces = Array.from({ length: 31 }, (_, at) => content.subarray(at * 100_000, (at + 1) * 100_000))
  reef.serve('/a.png', () => new Response(bodyOf(pieces), { headers: { 'content-type': 'image/png' } }))
  const medium = await registeredMedium(lagoon.app, 'attachment', 'https://reef.test/a.png')
  assert.ok(content.equals(Buffer.from(await (await look(lagoon, addressOf(lagoon, medium))).arrayBuffer())))
  await endFetches(lagoon.app)
  assert.equal((await rowOf(lagoon, medium)).state, 'absent')
  // From now on it is known, and passed on at once.
  assert.ok(content.equals(Buffer.from(await (await look(lagoon, addressOf(lagoon, medium))).arrayBuffer())))
  assert.equal(await lagoon.app.storage.sweep(Number.MAX_VALUE), 0, 'no temporary file is left')
})

scenario('with a full disk, media are passed on without a copy', async (world) => {
  const lagoon = await world.server('lagoon.test', { ATOLL_DISK_RESERVE: '100000000' })
  const reef = await world.peer('reef.test')
  const content = await png()
  reef.serve('/a.png', servedFile(content))
  const medium = await registeredMedium(lagoon.app, 'attachment', 'https://reef.test/a.png')
  // Only with a folder it is known which disk is meant.
  await lagoon.app.storage.temporaryFile()
  for (const _ of ['first', 'second'])
    assert.ok(content.equals(Buffer.from(await (await look(lagoon, addressOf(lagoon, medium))).arrayBuffer())))
  assert.equal((await rowOf(lagoon, medium)).state, 'absent')
  assert.equal(reef.requests.length, 2)
})

scenario('part of a file that is being fetched can be read as soon as it is there', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const reef = await world.peer('reef.test')
  const content = await png(900, 900)
  const { body, push, end } = growingBody()
  const headers = { 'content-type': 'image/png', 'content-length': String(content.length) }
  reef.serve('/a.png', () => new Response(body, { headers }))
  const medium = await registeredMedium(lagoon.app, 'attachment', 'https://reef.test/a.png')
  push(content.subarray(0, 5_000))
  const part = await look(lagoon, addressOf(lagoon, medium), { range: 'bytes=100-199' })
  assert.deepEqual([part.status, part.headers.get('content-length')], [206, '100'])
  assert.ok(content.subarray(100, 200).equals(Buffer.from(await part.arrayBuffer())))
  push(content.subarray(5_000))
  end()
  await endFetches(lagoon.app)
})

for (const variant of ['original', 'preview'] as const)
  scenario(`a copy whose files were lost is fetched again at the first look at its ${variant}`, async (world) => {
    const lagoon = await world.server('lagoon.test')
    const reef = await world.peer('reef.test')
    reef.serve('/a.png', servedFile(await png(900, 900)))
    const medium = await registeredMedium(lagoon.app, 'attachment', 'https://reef.test/a.png')
    await (await look(lagoon, addressOf(lagoon, medium))).arrayBuffer()
    await endFetches(lagoon.app)
    const { file, preview } = await rowOf(lagoon, medium)
    for (const hash of [file, preview]) await lagoon.app.storage.remove(String(hash))
    const answer = await look(lagoon, addressOf(lagoon, medium, variant))
    assert.equal(answer.status, 200)
    await answer.arrayBuffer()
    await endFetches(lagoon.app)
    assert.equal(reef.requests.length, 2)
    for (const again of ['original', 'preview'] as const)
      assert.equal((await look(lagoon, addressOf(lagoon, medium, again))).status, 200)
    assert.deepEqual([(await rowOf(lagoon, medium)).state, reef.requests.length], ['ready', 2])
  })

scenario('a picture that cannot be opened now is kept, and opened later', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const reef = await world.peer('reef.test')
  reef.serve('/a.png', servedFile(await png(2_000, 1_000)))
  const medium = await registeredMedium(lagoon.app, 'avatar', 'https://reef.test/a.png')
  const { decode } = lagoon.app.decoder
  lagoon.app.decoder.decode = () => Promise.reject(new MediaError(['media-decoder-busy']))
  await (await look(lagoon, addressOf(lagoon, medium))).arrayBuffer()
  await endFetches(lagoon.app)
  const kept = await rowOf(lagoon, medium)
  assert.deepEqual([kept.state, kept.media_type, kept.preview], ['ready', 'image/png', null])
  lagoon.app.decoder.decode = decode
  await world.settle()
  const opened = await rowOf(lagoon, medium)
  assert.deepEqual([opened.media_type, opened.width, opened.height], ['image/webp', 400, 400])
  assert.ok(opened.preview)
  const files = await lagoon.app.db.selectFrom('media_files').select(['hash', 'refs', 'bytes']).execute()
  const held = files.filter(({ refs }) => refs > 0)
  assert.deepEqual(new Set(held.map(({ hash }) => hash)), new Set([opened.file, opened.preview]))
  const bytes = held.reduce((sum, file) => sum + file.refs * file.bytes, 0)
  const size = await lagoon.app.db
    .selectFrom('cache_sizes')
    .selectAll()
    .where('kind', '=', 'avatars')
    .executeTakeFirst()
  assert.deepEqual([size?.bytes, size?.entries, opened.bytes], [bytes, 1, bytes])
})

scenario('a server that stops gives up what is arriving, and does not blame its origin', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const reef = await world.peer('reef.test')
  const { body, push } = growingBody()
  reef.serve('/a.png', () => new Response(body))
  const medium = await registeredMedium(lagoon.app, 'attachment', 'https://reef.test/a.png')
  push((await png(900, 900)).subarray(0, 5_000))
  const answer = await look(lagoon, addressOf(lagoon, medium))
  const reading = assert.rejects(answer.arrayBuffer())
  await endFetches(lagoon.app, { abort: true })
  await reading
  assert.equal((await rowOf(lagoon, medium)).state, 'absent')
})
