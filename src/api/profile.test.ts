import assert from 'node:assert/strict'
import { test } from 'node:test'
import exifr from 'exifr'
import sharp from 'sharp'
import { type Client, createApi } from '../../test/contract/api-client.ts'
import { mismatchesOf } from '../../test/contract/shape.ts'
import { runRemovals } from '../../test/world/copies.ts'
import { limitedStorage } from '../../test/world/limited-storage.ts'
import { fileForm, picture } from '../../test/world/photograph.ts'
import { apng } from '../../test/world/png.ts'
import { storedBytes, storedNames } from '../../test/world/stored-media.ts'
import { deleteAccount } from '../core/accounts/delete.ts'
import { MAX_PICTURE_DESCRIPTION } from '../core/accounts/limits.ts'
import type { App } from '../core/app.ts'
import { HOUR } from '../lib/durations.ts'

const CREDENTIALS = '/api/v1/accounts/update_credentials'
const PROFILE = '/api/v1/profile'
const OURS = /^https:\/\/lagoon\.test\/media\/[\w-]{22}\/(?:original|preview)\.webp$/

type Texts = Record<string, string>
const change = (by: Client, field: 'avatar' | 'header', bytes: Uint8Array, texts: Texts = {}, path = CREDENTIALS) =>
  by.call('PATCH', path, fileForm(bytes, texts, field))

test('avatar and header are cropped, tell nobody where they were taken, and have descriptions (R-65)', async () => {
  await using api = await createApi()
  const [ana, bo] = [await api.person('ana'), await api.person('bo')]
  const bytes = await picture({ width: 640, height: 480 })
  assert.ok((await exifr.gps(bytes))?.latitude, 'the test has a place to hide')
  const { status, body } = await change(ana, 'avatar', bytes, { avatar_description: ' a green sea\r\n' })
  assert.equal(status, 200)
  assert.deepEqual(mismatchesOf(body, 'CredentialAccount'), [])
  await change(ana, 'header', bytes, { header_description: 'the same sea' }, PROFILE)
  const seen = (await bo.get(`/api/v1/accounts/${ana.account.id}`)).body
  assert.deepEqual([seen.avatar_description, seen.header_description], ['a green sea', 'the same sea'])
  for (const [url, width, height] of [
    [seen.avatar, 400, 400],
    [seen.avatar_static, 400, 400],
    [seen.header, 1500, 500],
    [seen.header_static, 1500, 500],
  ]) {
    assert.match(url, OURS)
    const stored = await storedBytes(api.app, url)
    const metadata = await sharp(stored).metadata()
    assert.deepEqual([metadata.format, metadata.width, metadata.height], ['webp', width, height])
    assert.equal(await exifr.parse(stored).catch(() => undefined), undefined)
    assert.deepEqual([metadata.exif, metadata.xmp, metadata.icc], [undefined, undefined, undefined])
  }
})

test('an animated avatar moves, and its static version does not', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const frame = (colour: number[]) => ({ width: 40, height: 40, colour })
  const { body } = await change(ana, 'avatar', apng([frame([255, 0, 0, 255]), frame([0, 0, 255, 255])]))
  const framesOf = async (url: string) => (await sharp(await storedBytes(api.app, url)).metadata()).pages ?? 1
  assert.deepEqual([await framesOf(body.avatar), await framesOf(body.avatar_static)], [2, 1])
})

test('GET and PATCH /api/v1/profile show what was typed, and null for a picture that is not there', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const fields_attributes = [{ name: 'home', value: 'https://lagoon.test/' }]
  const changed = await ana.call('PATCH', PROFILE, { note: '#sea', fields_attributes, show_media: true })
  assert.deepEqual([changed.status, mismatchesOf(changed.body, 'Profile')], [200, []])
  const { body } = await (await ana.withScopes('profile')).get(PROFILE)
  assert.deepEqual(body, changed.body)
  assert.deepEqual([body.note, body.avatar, body.header_static], ['#sea', null, null])
  assert.deepEqual(body.fields, [{ ...fields_attributes[0], verified_at: null }])
  const unsupported = { show_media: false, show_featured: 'false', attribution_domains: ['a.test'] }
  const refused = await ana.call('PATCH', PROFILE, unsupported)
  assert.deepEqual([refused.status, Object.keys(refused.body.details).sort()], [422, Object.keys(unsupported).sort()])
  const avatar = (await change(ana, 'avatar', await picture(), {}, PROFILE)).body
  assert.match(avatar.avatar, OURS)
  assert.deepEqual(mismatchesOf(avatar, 'Profile'), [])
})

test('a removed picture is gone with its description and its files, and so are those of a deleted account', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  await change(ana, 'avatar', await picture(), { avatar_description: 'a sea' })
  await change(ana, 'header', await picture())
  const removed = await ana.call('DELETE', '/api/v1/profile/avatar')
  assert.deepEqual([removed.status, mismatchesOf(removed.body, 'CredentialAccount')], [200, []])
  assert.match(removed.body.avatar, /missing\.png$/)
  assert.equal(removed.body.avatar_description, '')
  assert.match(removed.body.header, OURS)
  api.advance(HOUR)
  await runRemovals(api.app)
  assert.equal((await storedNames(api.app)).length, 1)

  api.events.length = 0
  assert.equal((await ana.call('DELETE', '/api/v1/profile/avatar')).status, 200)
  assert.deepEqual(api.events, [], 'nothing changed')

  await deleteAccount(api.app, ana.account, { via: 'local' })
  api.advance(HOUR)
  await runRemovals(api.app)
  assert.deepEqual(await storedNames(api.app), [])
  assert.deepEqual(await api.app.db.selectFrom('media').selectAll().execute(), [])
})

test('a new picture replaces the former one and its description, and the same again changes nothing', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const [green, red] = [await picture(), await picture({ colour: '#c22' })]
  const first = (await change(ana, 'avatar', green, { avatar_description: 'green' })).body
  api.events.length = 0
  const again = (await change(ana, 'avatar', green)).body
  assert.deepEqual([again.avatar, again.avatar_description], [first.avatar, 'green'])
  assert.deepEqual(api.events, [])
  const second = (await change(ana, 'avatar', red)).body
  assert.notEqual(second.avatar, first.avatar)
  assert.equal(second.avatar_description, '')
  assert.deepEqual(
    api.events.map(({ event }) => event),
    ['account.updated'],
  )
  const described = (await ana.call('PATCH', CREDENTIALS, { avatar_description: 'red' })).body
  assert.deepEqual([described.avatar, described.avatar_description], [second.avatar, 'red'])
  api.advance(HOUR)
  await runRemovals(api.app)
  const row = await api.app.db.selectFrom('media').select(['file', 'preview']).executeTakeFirstOrThrow()
  assert.deepEqual(await storedNames(api.app), [...new Set([String(row.file), String(row.preview)])].sort())
})

test('clients send nothing, an empty part or the address of a picture that stays', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const { avatar } = (await change(ana, 'avatar', await picture())).body
  const form = (value: string | Blob, name?: string) => {
    const data = new FormData()
    if (typeof value === 'string') data.append('avatar', value)
    else data.append('avatar', value, name)
    data.append('display_name', 'Ana')
    return data
  }
  const missing = 'https://lagoon.test/headers/original/missing.png'
  const same = [form(''), form(avatar), form(new Blob([]), ''), { avatar }, { avatar: null, header: missing }]
  for (const sent of same) {
    const { status, body } = await ana.call('PATCH', CREDENTIALS, sent)
    assert.deepEqual([status, body.avatar], [200, avatar])
  }
})

test('a full disk refuses a picture, and keeps nothing of it', async () => {
  const frame = (colour: number[]) => ({ width: 40, height: 40, colour })
  const moving = apng([frame([255, 0, 0, 255]), frame([0, 0, 255, 255])])
  const sizes = async (app: App) => (await Array.fromAsync(app.storage.list())).map(({ bytes }) => bytes)
  await using roomy = await createApi()
  const { body } = await change(await roomy.person('ana'), 'avatar', moving)
  const [file, still] = [await storedBytes(roomy.app, body.avatar), await storedBytes(roomy.app, body.avatar_static)]
  assert.ok(file.length > still.length)
  for (const room of [0, file.length]) {
    await using api = await createApi({ storage: (storage) => limitedStorage(storage, room) })
    const ana = await api.person('ana')
    const answer = await change(ana, 'avatar', moving)
    assert.deepEqual([answer.status, /space/.test(answer.body.error)], [507, true])
    assert.deepEqual(await api.app.db.selectFrom('media').select('id').execute(), [])
    assert.deepEqual(await sizes(api.app), room === 0 ? [] : [file.length])
    api.advance(HOUR)
    await runRemovals(api.app)
    assert.deepEqual(await sizes(api.app), [])
    assert.equal((await ana.get(PROFILE)).body.avatar, null)
  }
})

test('a description is as long as the instance says', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const { accounts } = (await ana.get('/api/v2/instance')).body.configuration
  const limits = [accounts.max_avatar_description_length, accounts.max_header_description_length]
  assert.deepEqual(limits, [MAX_PICTURE_DESCRIPTION, MAX_PICTURE_DESCRIPTION])
  const set = (text: string) => ana.call('PATCH', PROFILE, { avatar_description: text, header_description: text })
  assert.equal((await set('🌊'.repeat(MAX_PICTURE_DESCRIPTION))).status, 200)
  const refused = await set('x'.repeat(MAX_PICTURE_DESCRIPTION + 1))
  assert.deepEqual(Object.keys(refused.body.details), ['avatar_description', 'header_description'])
})
