/**
 * Checks each answer against Mastodon's documentation. `createApi` also checks them against our own, stricter schemas.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAppToken } from '../../src/core/apps/app-token.ts'
import { registerApp } from '../../src/core/apps/register.ts'
import { changeSettings } from '../../src/core/instance/settings.ts'
import { storeStatus } from '../../src/core/statuses/store.ts'
import { remoteAccount } from '../world/accounts.ts'
import { remotePicture } from '../world/attachments.ts'
import { type Api, type Client, createApi } from './api-client.ts'
import { mismatchesOf } from './shape.ts'

/** Test data: two users, a remote account with images and emojis, a thread, an edit and a boost. */
async function populate(api: Api) {
  await changeSettings(api.app, { contactEmail: 'staff@lagoon.test' })
  const [ana, bo] = [await api.person('ana'), await api.person('bo')]
  const reefy = await remoteAccount(api.app, 'reefy@reef.test', {
    emojis: [{ shortcode: 'wave', url: 'https://reef.test/wave.png' }],
    fields: [{ name: 'web', value: '<a href="https://reef.test" rel="nofollow">reef.test</a>' }],
    avatar_url: 'https://reef.test/avatar.png',
  })
  const { body: post } = await ana.post('/api/v1/statuses', {
    status: 'hello @bo, see #lagoon https://example.com',
    spoiler_text: 'greeting',
    language: 'en',
  })
  const { body: reply } = await bo.post('/api/v1/statuses', { status: '@ana hi', in_reply_to_id: post.id })
  await ana.call('PUT', `/api/v1/statuses/${post.id}`, { status: 'hello again, @bo #lagoon' })
  await bo.post(`/api/v1/accounts/${ana.account.id}/follow`)
  await bo.post(`/api/v1/statuses/${post.id}/reblog`)
  await bo.post(`/api/v1/statuses/${post.id}/favourite`)
  await bo.post(`/api/v1/statuses/${post.id}/bookmark`)
  const { status: remote } = await api.app.transaction((tx) =>
    storeStatus(
      tx,
      {
        uri: 'https://reef.test/notes/1',
        url: 'https://reef.test/@reefy/1',
        author: reefy,
        content: '<p>waves :wave:</p>',
        content_warning: '',
        sensitive: false,
        language: 'en',
        visibility: 'public',
        created_at: api.app.clock.now(),
        mentions: [],
        tags: ['sea'],
        emojis: reefy.emojis,
        attachments: [
          remotePicture({ url: 'https://reef.test/1.jpg', description: 'sea', width: 4, height: 3 }),
          remotePicture({ type: 'audio', url: 'https://reef.test/1.ogg', width: null, height: null }),
        ],
      },
      'fetch',
    ),
  )
  return { ana, bo, reefy, post, reply, remote }
}
type Scene = Awaited<ReturnType<typeof populate>>

const answers: [string, string, (scene: Scene) => [Client, string]][] = [
  ['Account', 'GET', ({ ana, reefy }) => [ana, `/api/v1/accounts/${reefy.id}`]],
  ['Account[]', 'GET', ({ ana, bo }) => [bo, `/api/v1/accounts?id[]=${ana.account.id}&id[]=${bo.account.id}`]],
  ['Account', 'GET', ({ ana }) => [ana, '/api/v1/accounts/lookup?acct=reefy@reef.test']],
  ['Account[]', 'GET', ({ ana }) => [ana, '/api/v1/accounts/search?q=ree']],
  ['Account[]', 'GET', ({ ana }) => [ana, `/api/v1/accounts/${ana.account.id}/followers`]],
  ['Account[]', 'GET', ({ bo }) => [bo, `/api/v1/accounts/${bo.account.id}/following`]],
  ['Status[]', 'GET', ({ bo }) => [bo, `/api/v1/accounts/${bo.account.id}/statuses`]],
  ['CredentialAccount', 'GET', ({ ana }) => [ana, '/api/v1/accounts/verify_credentials']],
  ['CredentialAccount', 'PATCH', ({ ana }) => [ana, '/api/v1/accounts/update_credentials']],
  ['Relationship[]', 'GET', ({ ana, bo }) => [bo, `/api/v1/accounts/relationships?id[]=${ana.account.id}`]],
  // Before the mute, which clears them.
  ['Notification[]', 'GET', ({ ana }) => [ana, '/api/v1/notifications']],
  ['Relationship', 'POST', ({ ana, bo }) => [ana, `/api/v1/accounts/${bo.account.id}/mute`]],
  ['Relationship', 'POST', ({ ana, bo }) => [ana, `/api/v1/accounts/${bo.account.id}/unmute`]],
  ['Preferences', 'GET', ({ ana }) => [ana, '/api/v1/preferences']],
  ['Status', 'GET', ({ ana, post }) => [ana, `/api/v1/statuses/${post.id}`]],
  ['Status', 'GET', ({ ana, remote }) => [ana, `/api/v1/statuses/${remote.id}`]],
  ['Status[]', 'GET', ({ ana, post, remote }) => [ana, `/api/v1/statuses?id[]=${post.id}&id[]=${remote.id}`]],
  ['Context', 'GET', ({ ana, post }) => [ana, `/api/v1/statuses/${post.id}/context`]],
  ['StatusEdit[]', 'GET', ({ ana, post }) => [ana, `/api/v1/statuses/${post.id}/history`]],
  ['StatusSource', 'GET', ({ ana, post }) => [ana, `/api/v1/statuses/${post.id}/source`]],
  ['Account[]', 'GET', ({ ana, post }) => [ana, `/api/v1/statuses/${post.id}/favourited_by`]],
  ['Account[]', 'GET', ({ ana, post }) => [ana, `/api/v1/statuses/${post.id}/reblogged_by`]],
  ['Status[]', 'GET', ({ bo }) => [bo, '/api/v1/favourites']],
  ['Status[]', 'GET', ({ bo }) => [bo, '/api/v1/bookmarks']],
  ['Status[]', 'GET', ({ bo }) => [bo, '/api/v1/timelines/home']],
  ['Status[]', 'GET', ({ bo }) => [bo, '/api/v1/timelines/public']],
  ['Status[]', 'GET', ({ bo }) => [bo, '/api/v1/timelines/tag/lagoon']],
  ['Search', 'GET', ({ ana }) => [ana, '/api/v2/search?q=lagoon']],
  ['Search', 'GET', ({ ana }) => [ana, '/api/v2/search?q=ree']],
  ['V1Instance', 'GET', ({ ana }) => [ana, '/api/v1/instance']],
  ['Instance', 'GET', ({ ana }) => [ana, '/api/v2/instance']],
]

/** Streaming is announced as soon as it works. Until then clients would connect to its address again and again. */
const ON_PURPOSE = new Set(['V1Instance.urls.streaming_api is missing'])

test('answers have the shapes that Mastodon documents', async (t) => {
  await using api = await createApi()
  const scene = await populate(api)
  for (const [entity, method, request] of answers) {
    const [client, path] = request(scene)
    await t.test(`${method} ${path} → ${entity}`, async () => {
      const { status, body } = await client.call(method, path)
      assert.equal(status, 200, JSON.stringify(body))
      const list = entity.endsWith('[]')
      assert.equal(Array.isArray(body), list)
      if (list) assert(body.length > 0, 'an empty list proves nothing')
      const name = entity.replace('[]', '')
      const found = list ? body.flatMap((item: unknown) => mismatchesOf(item, name)) : mismatchesOf(body, name)
      assert.deepEqual(
        found.filter((mismatch: string) => !ON_PURPOSE.has(mismatch)),
        [],
      )
    })
  }
})

test('a notification, a token and an error have the shapes that Mastodon documents', async () => {
  await using api = await createApi({ env: { ATOLL_REGISTRATIONS: 'open' } })
  const { ana } = await populate(api)
  const [newest] = (await ana.get('/api/v1/notifications')).body
  assert.deepEqual(mismatchesOf((await ana.get(`/api/v1/notifications/${newest.id}`)).body, 'Notification'), [])
  const form = {
    username: 'cy',
    email: 'cy@example.com',
    password: 'correct horse battery',
    agreement: true,
    locale: 'en',
  }
  const { client } = await registerApp(api.app, { name: 'Tide', redirectUris: ['tide://back'], scopes: 'read write' })
  const { key } = await createAppToken(api.app, client, ['write'])
  const made = await api.call('POST', '/api/v1/accounts', form, { authorization: `Bearer ${key}` })
  assert.deepEqual(mismatchesOf(made.body, 'Token'), [])
  assert.deepEqual(mismatchesOf((await api.call('GET', '/api/v1/accounts/1')).body, 'Error'), [])
})
