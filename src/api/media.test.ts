import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import exifr from 'exifr'
import sharp from 'sharp'
import { type Api, type Client, createApi } from '../../test/contract/api-client.ts'
import { mismatchesOf } from '../../test/contract/shape.ts'
import { film, MOVING, noFilms, TONE } from '../../test/world/films.ts'
import { limitedStorage } from '../../test/world/limited-storage.ts'
import { mediaScene } from '../../test/world/media.ts'
import { animation, fileForm, noise, picture } from '../../test/world/photograph.ts'
import { storedBytes, storedNames } from '../../test/world/stored-media.ts'
import { until } from '../../test/world/until.ts'
import { removeFiles } from '../core/media/files/remove.ts'
import { MAX_UNATTACHED } from '../core/media/limits.ts'
import { processMedia } from '../core/media/uploads/process.ts'
import { HOUR, MINUTE, SECOND } from '../lib/durations.ts'

const upload = (by: Client, bytes: Uint8Array, texts: Record<string, string> = {}) =>
  by.post('/api/v2/media', fileForm(bytes, texts))

test('a picture is processed before the answer, and tells nobody where it was taken (R-65)', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const bytes = await picture({ width: 640, height: 480 })
  assert.ok((await exifr.gps(bytes))?.latitude, 'the test has a place to hide')
  const { status, body } = await upload(ana, bytes, { description: 'a green sea', focus: '0.5,-2' })
  assert.equal(status, 200)
  assert.deepEqual(mismatchesOf(body, 'MediaAttachment'), [])
  assert.deepEqual([body.type, body.description, body.remote_url], ['image', 'a green sea', null])
  assert.deepEqual(body.meta.focus, { x: 0.5, y: -1 })
  assert.deepEqual([body.meta.original.width, body.meta.original.height], [640, 480])
  assert.match(body.url, /^https:\/\/lagoon\.test\/media\/[\w-]{22}\/original\.jpg$/)
  assert.match(body.blurhash, /^.{6,}$/)
  assert.equal(await exifr.parse(await storedBytes(api.app, body.url)), undefined)
  assert.ok((await storedBytes(api.app, body.preview_url)).length > 0)
  const { source } = await api.app.db.selectFrom('media').select('source').executeTakeFirstOrThrow()
  assert.equal(source, null)
  assert.deepEqual(await api.app.db.selectFrom('jobs').select('name').where('name', '=', 'processMedia').execute(), [])
})

/** Runs the job of an upload, as the worker does. */
const process = (api: Api, id: string, attempt = 1) =>
  processMedia.run(api.app, { media_id: Number(id), account_id: 1 }, { id: 1, attempt, createdAt: 0 })

test('a film is processed after the answer, and can be asked for until it is ready', { skip: noFilms }, async () => {
  await using api = await createApi()
  await using scene = await mediaScene()
  const ana = await api.person('ana')
  const made = await upload(ana, await film(scene.folder, 'a.mp4', ...MOVING, ...TONE))
  assert.equal(made.status, 202)
  assert.deepEqual(mismatchesOf(made.body, 'MediaAttachment'), [])
  assert.deepEqual([made.body.type, made.body.url, made.body.preview_url], ['video', null, null])
  const path = `/api/v1/media/${made.body.id}`
  assert.equal((await ana.get(path)).status, 206)
  assert.equal((await ana.call('PUT', path, { description: 'a test' })).status, 206)
  await process(api, made.body.id)
  const { status, body } = await ana.get(path)
  assert.equal(status, 200)
  assert.deepEqual([body.type, body.description, body.meta.original.width], ['video', 'a test', 320])
  assert.match(body.url, /original\.mp4$/)
  const { body: posted } = await ana.post('/api/v1/statuses', { media_ids: [made.body.id] })
  assert.deepEqual(posted.media_attachments[0].type, 'video')
})

test('the older endpoint waits for a film', { skip: noFilms }, async () => {
  await using api = await createApi()
  await using scene = await mediaScene()
  const ana = await api.person('ana')
  const form = fileForm(await film(scene.folder, 'a.mp3', ...TONE))
  const { status, body } = await ana.post('/api/v1/media', form)
  assert.deepEqual([status, body.type, body.preview_url], [200, 'audio', null])
})

test('a thumbnail replaces the preview, before and after a film is processed', { skip: noFilms }, async () => {
  await using api = await createApi()
  await using scene = await mediaScene()
  const ana = await api.person('ana')
  const form = fileForm(await film(scene.folder, 'a.mp3', ...TONE))
  form.append('thumbnail', new Blob([new Uint8Array(await picture())]), 'cover.jpg')
  const { body: waiting } = await ana.post('/api/v2/media', form)
  await process(api, waiting.id)
  const { body: sound } = await ana.get(`/api/v1/media/${waiting.id}`)
  const before = await storedBytes(api.app, sound.preview_url)
  const other = fileForm(await picture({ colour: '#f00' }), {}, 'thumbnail')
  const { status, body: changed } = await ana.call('PUT', `/api/v1/media/${waiting.id}`, other)
  assert.equal(status, 200)
  assert.notDeepEqual(await storedBytes(api.app, sound.preview_url), before)
  assert.notEqual(changed.blurhash, sound.blurhash)
  const text = fileForm(Buffer.from('words'), {}, 'thumbnail')
  assert.equal((await ana.call('PUT', `/api/v1/media/${waiting.id}`, text)).status, 422)
})

test('an upload is changed and deleted by its owner, until it is in a post (R-58)', async () => {
  await using api = await createApi()
  const [ana, eve] = [await api.person('ana'), await api.person('eve')]
  const { body } = await upload(ana, await picture())
  const path = `/api/v1/media/${body.id}`
  for (const method of ['GET', 'PUT', 'DELETE']) assert.equal((await eve.call(method, path)).status, 404)
  const change = async (form: object) => (await ana.call('PUT', path, form)).body
  assert.equal((await change({ description: 'sea', focus: '1,1' })).description, 'sea')
  assert.deepEqual((await change({ description: '' })).description, null)
  assert.deepEqual((await change({ focus: [-0.5, 0] })).meta.focus, { x: -0.5, y: 0 })
  for (const focus of ['x', '1', '1,2,3', { x: 1 }, 'NaN,1'])
    assert.equal((await ana.call('PUT', path, { focus })).status, 422, String(focus))
  await ana.post('/api/v1/statuses', { media_ids: [body.id] })
  assert.deepEqual([(await ana.get(path)).status, (await ana.call('PUT', path, {})).status], [404, 404])
  const refused = await ana.call('DELETE', path)
  assert.deepEqual([refused.status, refused.body.error], [422, 'Media attachment is currently used by a status'])
  const { body: other } = await upload(ana, await picture())
  assert.equal((await ana.call('DELETE', `/api/v1/media/${other.id}`)).status, 200)
  assert.equal((await ana.get(`/api/v1/media/${other.id}`)).status, 404)
})

test('the announced limits of media are the ones that are checked', async () => {
  await using api = await createApi({ env: { ATOLL_IMAGE_SIZE: '1', ATOLL_VIDEO_SIZE: '2', ATOLL_IMAGE_PIXELS: '1' } })
  const ana = await api.person('ana')
  for (const path of ['/api/v1/instance', '/api/v2/instance']) {
    const { media_attachments, statuses } = (await ana.get(path)).body.configuration
    const { image_size_limit, image_matrix_limit, video_size_limit, description_limit } = media_attachments
    assert.deepEqual(
      [image_size_limit, image_matrix_limit, video_size_limit, description_limit, statuses.max_media_attachments],
      [1_048_576, 1_000_000, 2_097_152, 10_000, 4],
    )
    const types: string[] = media_attachments.supported_mime_types
    assert.equal(types.includes('image/avif'), true)
    assert.equal(types.includes('video/mp4'), noFilms === false)
  }
  const refusal = async (bytes: Uint8Array, texts = {}) => {
    const { status, body } = await upload(ana, bytes, texts)
    return [status, body.error]
  }
  const [, tooManyPixels] = await refusal(await picture({ width: 1_001, height: 1_000 }))
  assert.match(tooManyPixels, /1\.1 million pixels. The limit is 1 million/)
  assert.equal((await refusal(await picture({ width: 1_000, height: 1_000 })))[0], 200)
  const large = await noise(700, 600)
  assert.ok(large.length > 1_048_576 && large.length < 2_097_152)
  assert.match((await refusal(large))[1], /The limit is 1 MB/)
  assert.equal((await refusal(Buffer.concat([large, large])))[0], 413)
  const long = { description: 'x'.repeat(10_001) }
  const tooLong = 'Validation failed: Description is too long (maximum is 10000 characters)'
  assert.deepEqual(await refusal(await picture(), long), [422, tooLong])
  assert.deepEqual(await refusal(await picture(), { description: 'x'.repeat(10_000) }).then(([status]) => status), 200)
  for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<html>', '#EXTM3U', ''])
    assert.equal((await refusal(Buffer.from(text)))[0], 422, text)
  const damaged = (await picture()).subarray(0, 400)
  assert.equal((await refusal(damaged))[0], 422)
  const none = await ana.post('/api/v2/media', {})
  assert.deepEqual([none.status, none.body.error], [422, "Validation failed: File can't be blank"])
  const left = await api.app.db.selectFrom('media').select('state').execute()
  assert.deepEqual(left, [{ state: 'ready' }, { state: 'ready' }], 'nothing is left of what was refused')
})

test('a person can have only so many uploads without a post, in number and in bytes', async () => {
  await using api = await createApi({ env: { ATOLL_IMAGE_SIZE: '1', ATOLL_VIDEO_SIZE: '1' } })
  const [ana, bo] = [await api.person('ana'), await api.person('bo')]
  const [{ body: first }] = [await upload(ana, await picture()), await upload(bo, await picture())]
  const row = await api.app.db.selectFrom('media').selectAll().where('id', '=', first.id).executeTakeFirstOrThrow()
  for (let more = 1; more < MAX_UNATTACHED; more++) {
    const copy = { ...row, id: api.app.ids.next(), key: `key ${more}`, file: null, preview: null }
    await api.app.db.insertInto('media').values(copy).execute()
  }
  const refused = await upload(ana, await picture())
  assert.deepEqual([refused.status, /100 files that are in no post/.test(refused.body.error)], [422, true])
  assert.equal((await ana.post('/api/v1/statuses', { media_ids: [first.id] })).status, 200)
  assert.equal((await upload(ana, await picture())).status, 200)
  const large = { bytes: 10 * 1_048_576 }
  await api.app.db.updateTable('media').set(large).where('account_id', '=', bo.account.id).execute()
  assert.match((await upload(bo, await picture())).body.error, /may take up 10 MB in all/)
})

test('a full disk refuses an upload, before or after it is processed, and keeps nothing of it', async () => {
  const bytes = await noise(100, 100)
  for (const room of [1_000, bytes.length + 1_000]) {
    await using api = await createApi({ storage: (storage) => limitedStorage(storage, room) })
    const ana = await api.person('ana')
    const { status, body } = await upload(ana, bytes)
    assert.equal(status, 507)
    assert.match(body.error, /space/)
    assert.deepEqual(await api.app.db.selectFrom('media').select('id').execute(), [])
    api.advance(HOUR)
    const jobs = await api.app.db.selectFrom('jobs').select('payload').where('name', '=', 'removeFiles').execute()
    for (const { payload } of jobs) {
      const { hashes } = removeFiles.payload.parse(payload)
      await removeFiles.run(api.app, { hashes }, { id: 1, attempt: 1, createdAt: 0 })
    }
    assert.deepEqual(await storedNames(api.app), [])
    assert.deepEqual(await api.app.db.selectFrom('media_files').select('hash').execute(), [])
  }
})

test('an address does not tell that somebody else has the same file', async () => {
  await using api = await createApi()
  const bytes = await picture()
  const urls = await Promise.all(
    ['ana', 'bo'].map(async (name) => (await upload(await api.person(name), bytes)).body.url as string),
  )
  assert.equal(new Set(urls).size, 2)
  const files = await api.app.db.selectFrom('media_files').select('refs').where('refs', '>', 0).execute()
  assert.deepEqual(files, [{ refs: 2 }, { refs: 2 }], 'the file and its preview are stored once')
})

test('an account may upload a hundred files in half an hour', async () => {
  await using api = await createApi({ env: { ATOLL_RATE_LIMITS: 'yes' } })
  const ana = await api.person('ana')
  for (let count = 0; count < 100; count++) assert.equal((await ana.post('/api/v2/media', {})).status, 422)
  assert.equal((await upload(ana, await picture())).status, 429)
  api.advance(30 * MINUTE)
  assert.equal((await upload(ana, await picture())).status, 200)
})

/** What is served of a picture in each format. */
const SERVED = { jpeg: 'jpg', png: 'png', webp: 'webp', gif: 'gif', avif: 'jpg' } as const

for (const [format, extension] of Object.entries(SERVED)) {
  test(`a picture in ${format} is served as ${extension}, without any metadata (R-65)`, async () => {
    await using api = await createApi()
    const ana = await api.person('ana')
    const bytes = await picture({ format: format as keyof typeof SERVED })
    const { status, body } = await upload(ana, bytes)
    assert.deepEqual([status, body.type], [200, 'image'])
    assert.match(body.url, new RegExp(`/original\\.${extension}$`))
    for (const url of [body.url, body.preview_url]) {
      const { exif, xmp, iptc, width } = await sharp(await storedBytes(api.app, url)).metadata()
      assert.deepEqual([exif, xmp, iptc, width], [undefined, undefined, undefined, 64])
    }
  })
}

test('an animated GIF becomes a silent film, and its upload waits for it', { skip: noFilms }, async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const { status, body } = await upload(ana, await animation())
  assert.deepEqual([status, body.type], [200, 'gifv'])
  assert.match(body.url, /original\.mp4$/)
  assert.match(body.preview_url, /preview\.webp$/)
})

test('a picture that takes long is answered with 202, and goes on by itself', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const answer = upload(ana, await picture())
  const { id } = await until('the upload to be stored', () =>
    api.app.db.selectFrom('media').select('id').executeTakeFirst(),
  )
  const isAnswered = { yet: false }
  answer.then(() => {
    isAnswered.yet = true
  })
  while (!isAnswered.yet) {
    api.advance(SECOND)
    await setImmediate()
  }
  const { status, body } = await answer
  assert.deepEqual([status, body.url, body.preview_url], [202, null, null])
  await until('the picture', async () => (await ana.get(`/api/v1/media/${id}`)).status === 200)
})
