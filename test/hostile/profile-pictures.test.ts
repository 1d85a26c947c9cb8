/** What people may send as avatar and header (R-100 to R-102, cases 79, 81, 84). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createToken } from '../../src/core/tokens/create.ts'
import { MINUTE } from '../../src/lib/durations.ts'
import { createApi } from '../contract/api-client.ts'
import { apngOfFrames, pngOf } from '../world/bombs.ts'
import { fileForm, picture } from '../world/photograph.ts'
import { openSite } from '../world/site.ts'
import { storedNames } from '../world/stored-media.ts'

const ROUTES = ['/api/v1/accounts/update_credentials', '/api/v1/profile']
const MB = 1_048_576

const form = (...parts: [field: string, value: string | Uint8Array, fileName?: string][]) => {
  const data = new FormData()
  for (const [field, value, fileName] of parts)
    if (typeof value === 'string') data.append(field, value)
    else data.append(field, new Blob([new Uint8Array(value)], { type: 'image/png' }), fileName ?? 'a.png')
  return data
}
const bytes = (text: string) => Buffer.from(text)
const svg = bytes('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')

const refused: [why: string, body: () => object | Promise<object>, status: number, problem: RegExp][] = [
  ['more bytes than allowed', async () => form(['avatar', Buffer.concat([await picture(), Buffer.alloc(MB)])]), 413, /larger than 1.0 MB/],
  ['a bomb of pixels', () => form(['avatar', pngOf(30_000, 30_000)]), 422, /"avatar":.*900 million pixels/],
  ['a bomb of frames', () => form(['header', apngOfFrames(2_000)]), 422, /"header":.*2000 frames/],
  ['an SVG', () => form(['avatar', svg]), 422, /"avatar":.*not a picture/],
  ['HTML behind a GIF’s name', () => form(['avatar', bytes('<html>GIF89a'), 'a.gif']), 422, /"avatar":/],
  ['a film', () => form(['avatar', bytes('\0\0\0\x18ftypmp42\0\0\0\0mp42isom')]), 422, /"avatar":.*film or sound/],
  ['an empty file', () => form(['avatar', bytes('')]), 422, /"avatar":.*empty/],
  ['a truncated picture', async () => form(['avatar', (await picture()).subarray(0, 300)]), 422, /"avatar":.*damaged/],
  ['two bad files', () => form(['avatar', svg], ['header', svg]), 422, /"avatar":.*"header":/],
  ['a good file beside a bad one', async () => form(['avatar', await picture()], ['header', svg]), 422, /"header":/],
  ['a good file beside a long text', async () => form(['avatar', await picture()], ['note', 'x'.repeat(2_001)]), 422, /"note":/],
  ['two files for one picture', async () => form(['avatar', await picture()], ['avatar', await picture()]), 422, /more files/],
  ['a file for a description', () => form(['avatar_description', bytes('x')]), 422, /must not be a file/],
  ['a text', () => form(['avatar', 'ana.png']), 422, /must be a file/],
  ['the address of a picture elsewhere', () => ({ avatar: 'https://evil.test/a.png' }), 422, /must be a file/],
  ['a file as text', () => ({ avatar: 'data:image/png;base64,iVBORw0KGgo=' }), 422, /must be a file/],
  ['an object', () => ({ avatar: { path: '/etc/passwd' } }), 422, /must be a file/],
  ['a list', () => ({ header: ['https://lagoon.test/a.png'] }), 422, /must be a file/],
  ['a path in an address', () => form(['avatar[path]', '/etc/passwd']), 422, /must be a file/],
] // biome-ignore format: a table

test('what is no picture is refused, changes nothing, and leaves nothing behind', async () => {
  await using api = await createApi({ env: { ATOLL_IMAGE_SIZE: '1', ATOLL_ANIMATION_FRAMES: '1000' } })
  const ana = await api.person('ana')
  const before = (await ana.get('/api/v1/profile')).body
  api.events.length = 0
  for (const route of ROUTES)
    for (const [why, body, status, problem] of refused) {
      const answer = await ana.call('PATCH', route, await body())
      assert.equal(answer.status, status, `${why}: ${JSON.stringify(answer.body)}`)
      assert.match(JSON.stringify(answer.body), problem, why)
    }
  assert.deepEqual((await ana.get('/api/v1/profile')).body, before)
  assert.deepEqual(api.events, [])
  assert.deepEqual(await api.app.db.selectFrom('media').select('id').execute(), [])
  assert.equal(await api.app.storage.sweep(Date.now() + MINUTE), 0, 'no temporary file')
  assert.equal((await ana.call('PATCH', '/api/v1/profile', fileForm(await picture(), {}, 'avatar'))).status, 200)
})

test('a picture needs the scope to write, and is read from no one without it', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const reader = await ana.withScopes('read', 'profile', 'write:media')
  for (const route of ROUTES)
    assert.equal((await reader.call('PATCH', route, fileForm(await picture(), {}, 'avatar'))).status, 403)
  for (const name of ['avatar', 'header']) {
    assert.equal((await reader.call('DELETE', `/api/v1/profile/${name}`)).status, 403)
    assert.equal((await api.call('DELETE', `/api/v1/profile/${name}`)).status, 401)
  }
  assert.deepEqual(await storedNames(api.app), [])
})

test('a thousand changes a minute are too many, through whichever door they come', async () => {
  await using site = await openSite()
  const { user } = await site.user('ana')
  const browser = await site.signedIn('ana')
  const { key: token } = await createToken(site.app, user, { name: 'app', scopes: ['write:accounts'] })
  const statuses: number[] = []
  for (let at = 0; at < 300; at++) {
    const path = at % 2 ? '/api/v1/profile/header' : '/api/v1/profile'
    const answer = await site.call(at % 2 ? 'DELETE' : 'PATCH', path, { token, body: { display_name: `${at}` } })
    statuses.push(answer.status)
  }
  assert.deepEqual([...new Set(statuses)], [200, 429])
  assert.ok(statuses.indexOf(429) <= 100)
  assert.equal((await browser.submit('/settings/profile', { display_name: 'Ana' })).status, 429)
})
