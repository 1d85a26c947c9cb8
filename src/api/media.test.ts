import assert from 'node:assert/strict'
import { test } from 'node:test'
import exifr from 'exifr'
import { type Client, createApi } from '../../test/contract/api-client.ts'
import { mismatchesOf } from '../../test/contract/shape.ts'
import { fileForm, picture } from '../../test/world/photograph.ts'
import { storedBytes } from '../../test/world/stored-media.ts'

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
