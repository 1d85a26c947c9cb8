/** What client libraries expect of routes that exist. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showApp } from '../../src/core/accounts/show-app.ts'
import { grantToApp } from '../../src/core/apps/grant.ts'
import { registerApp } from '../../src/core/apps/register.ts'
import { changeSettings } from '../../src/core/instance/settings.ts'
import { HOUR, SECOND } from '../../src/lib/durations.ts'
import { remoteAccount } from '../world/accounts.ts'
import { statusBy } from '../world/statuses.ts'
import { type Api, type Client, createApi } from './api-client.ts'
import { mismatchesOf } from './shape.ts'

const write = async (by: Client, status: string, form: object = {}): Promise<string> =>
  (await by.post('/api/v1/statuses', { status, ...form })).body.id

test('a tag timeline takes further tags: any of them, all of them, none of them', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const [coral, reef] = [await write(ana, '#coral'), await write(ana, '#reef')]
  const both = await write(ana, '#coral #Reef')
  const all = await write(ana, '#coral #reef #wave')
  const ids = async (query: string, tag = 'coral') =>
    (await ana.get(`/api/v1/timelines/tag/${tag}?${query}`)).body.map((status: { id: string }) => status.id)
  assert.deepEqual(await ids(''), [all, both, coral])
  assert.deepEqual(await ids('any[]=reef'), [all, both, reef, coral])
  assert.deepEqual(await ids('any[]=REEF&any[]=nowhere', 'unused'), [all, both, reef])
  assert.deepEqual(await ids('all[]=reef'), [all, both])
  assert.deepEqual(await ids('all[]=reef&all[]=wave'), [all])
  assert.deepEqual(await ids('all[]=unused'), [])
  assert.deepEqual(await ids('none[]=reef'), [coral])
  assert.deepEqual(await ids('none[]=wave&none[]=unused'), [both, coral])
  assert.deepEqual(await ids('any[]=reef&none[]=wave'), [both, reef, coral])
  assert.deepEqual(await ids('any[]=reef&limit=2'), [all, both])
  assert.deepEqual(await ids(`any[]=reef&limit=2&max_id=${both}`), [reef, coral])
  assert.deepEqual(await ids(`any[]=reef&limit=2&min_id=${coral}`), [both, reef])
  const next = (await ana.get('/api/v1/timelines/tag/coral?any[]=reef&limit=2')).headers.get('link') ?? ''
  assert.match(next, /any%5B%5D=reef/)
})

test('whoever may see a post may read its source', async () => {
  await using api = await createApi()
  const [ana, bo] = [await api.person('ana'), await api.person('bo')]
  const reefy = await remoteAccount(api.app, 'reefy@reef.test')
  const remote = await statusBy(api.app, reefy, { content: '<p>fish &amp; <b>chips</b><br>again</p>' })
  const [open, closed] = [await write(ana, '**hello**'), await write(ana, 'hidden', { visibility: 'private' })]
  const source = (id: string | number, by = bo) => by.get(`/api/v1/statuses/${id}/source`)
  assert.deepEqual((await source(open)).body, { id: open, text: '**hello**', spoiler_text: '' })
  assert.equal((await source(remote.id)).body.text, 'fish & chips\nagain')
  assert.equal((await source(closed)).status, 404)
  assert.equal((await source(closed, ana)).status, 200)
})

test('a person finds whom it has blocked, but not who has blocked it', async () => {
  await using api = await createApi()
  const [ana, bo, cy] = [await api.person('ana'), await api.person('bo'), await api.person('cy')]
  for (const { account } of [bo, cy])
    await api.app.db.updateTable('accounts').set({ display_name: 'Diver' }).where('id', '=', account.id).execute()
  await ana.post(`/api/v1/accounts/${bo.account.id}/block`)
  await cy.post(`/api/v1/accounts/${ana.account.id}/block`)
  for (const path of ['/api/v1/accounts/search?q=diver', '/api/v2/search?type=accounts&q=diver']) {
    const { body } = await ana.get(path)
    const found = (body.accounts ?? body).map(({ username }: { username: string }) => username)
    assert.deepEqual(found, ['bo'], path)
  }
  await ana.post(`/api/v1/accounts/${cy.account.id}/block`)
  const { body } = await ana.get('/api/v1/accounts/search?q=diver')
  assert.equal(body.length, 2, 'a block in both directions can be ended too')
  assert.deepEqual((await bo.get('/api/v1/accounts/search?q=ana')).body, [])
})

test('the list of mutes says when each ends', async () => {
  await using api = await createApi()
  const [ana, bo, cy] = [await api.person('ana'), await api.person('bo'), await api.person('cy')]
  await ana.post(`/api/v1/accounts/${bo.account.id}/mute`, { duration: HOUR / SECOND })
  await ana.post(`/api/v1/accounts/${cy.account.id}/mute`)
  const until = new Date(api.app.clock.now() + HOUR).toISOString()
  const { body } = await ana.get('/api/v1/mutes')
  const listed = body.map((account: Record<string, unknown>) => [account.username, account.mute_expires_at])
  assert.deepEqual(listed, [
    ['cy', null],
    ['bo', until],
  ])
  api.advance(HOUR)
  assert.equal((await ana.get('/api/v1/mutes')).body.length, 1)
})

test('the instance announces all limits of profiles, and only addresses that work', async () => {
  await using api = await createApi()
  const [one, two] = [
    (await api.call('GET', '/api/v1/instance')).body,
    (await api.call('GET', '/api/v2/instance')).body,
  ]
  for (const { configuration } of [one, two]) {
    const { max_profile_fields, max_display_name_length, max_note_length } = configuration.accounts
    assert.deepEqual([max_profile_fields, max_display_name_length, max_note_length], [8, 100, 2000])
    assert.deepEqual(
      [configuration.accounts.profile_field_name_limit, configuration.accounts.profile_field_value_limit],
      [255, 255],
    )
  }
  assert.deepEqual(one.urls, {})
  assert.deepEqual(['email' in one, 'email' in two.contact], [false, false])
  await changeSettings(api.app, { contactEmail: 'staff@lagoon.test' })
  assert.equal((await api.call('GET', '/api/v1/instance')).body.email, 'staff@lagoon.test')
  assert.equal((await api.call('GET', '/api/v2/instance')).body.contact.email, 'staff@lagoon.test')
})

test('the announced limits of profiles are the ones that are checked', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const { accounts } = (await ana.get('/api/v2/instance')).body.configuration
  const field = {
    name: 'n'.repeat(accounts.profile_field_name_limit),
    value: 'v'.repeat(accounts.profile_field_value_limit),
  }
  const fullest = {
    display_name: 'd'.repeat(accounts.max_display_name_length),
    note: 'n'.repeat(accounts.max_note_length),
    fields_attributes: Array.from({ length: accounts.max_profile_fields }, () => field),
  }
  const update = (form: object) => ana.call('PATCH', '/api/v1/accounts/update_credentials', form)
  const { status, body } = await update(fullest)
  assert.deepEqual([status, body.fields?.length], [200, accounts.max_profile_fields])
  const beyond = [
    { display_name: `${fullest.display_name}x` },
    { note: `${fullest.note}x` },
    { fields_attributes: [...fullest.fields_attributes, field] },
    { fields_attributes: [{ ...field, name: `${field.name}x` }] },
    { fields_attributes: [{ ...field, value: `${field.value}x` }] },
  ]
  for (const form of beyond) assert.equal((await update(form)).status, 422, `${Object.keys(form)}`)
})

test('the posts of an account may be asked for without direct messages', async () => {
  await using api = await createApi()
  const [ana, bo] = [await api.person('ana'), await api.person('bo')]
  const open = await write(ana, 'hello')
  const direct = await write(ana, 'psst @bo', { visibility: 'direct' })
  const ids = async (query: string) =>
    (await bo.get(`/api/v1/accounts/${ana.account.id}/statuses${query}`)).body.map(({ id }: { id: string }) => id)
  assert.deepEqual(await ids(''), [direct, open])
  assert.deepEqual(await ids('?exclude_direct=true'), [open])
})

test('a cursor beyond all ids starts at the newest row', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const id = await write(ana, 'hello')
  for (const cursor of ['9007199254740993', '9'.repeat(40)]) {
    const { body } = await ana.get(`/api/v1/timelines/home?max_id=${cursor}`)
    assert.deepEqual(
      body.map((status: { id: string }) => status.id),
      [id],
    )
    assert.deepEqual((await ana.get(`/api/v1/timelines/home?min_id=${cursor}`)).body, [])
    assert.deepEqual((await ana.get(`/api/v1/timelines/home?since_id=${cursor}`)).body, [])
  }
})

test('with allowed_mentions, a post that mentions somebody else is refused and names them', async () => {
  await using api = await createApi()
  const [ana, bo, cy] = [await api.person('ana'), await api.person('bo'), await api.person('cy')]
  const post = (allowed_mentions: unknown, headers = {}) =>
    ana.post('/api/v1/statuses', { status: 'hello @bo @cy @ana', allowed_mentions }, headers)
  for (const allowed of [[], [''], [String(bo.account.id)], ['x', bo.account.id]]) {
    const { status, body } = await post(allowed, { 'idempotency-key': 'k' })
    assert.equal(status, 422)
    assert.equal(body.error, 'Post would be sent to unexpected accounts')
    const names = body.unexpected_accounts.map(({ username }: { username: string }) => username)
    assert.deepEqual(names.at(-1), 'cy')
    assert.deepEqual(mismatchesOf(body.unexpected_accounts[0], 'Account'), [])
  }
  for (const by of [bo, cy]) assert.deepEqual((await by.get('/api/v1/notifications')).body, [])
  assert.equal((await post([String(bo.account.id), String(cy.account.id)], { 'idempotency-key': 'k' })).status, 200)
  assert.equal((await post(null)).status, 200)
  assert.equal((await post('')).status, 200)
})

/** A client of the same person, through an app. */
async function throughApp(api: Api, { user }: Client, name: string, website?: string) {
  const registered = { name, website, redirectUris: ['https://app.test/back'], scopes: 'read write' }
  const { client } = await registerApp(api.app, registered)
  const grant = { userId: user.id, scopes: 'read write' }
  const { accessToken } = await api.app.transaction((tx) => grantToApp(tx, client, grant))
  return (method: string, path: string, form?: object) =>
    api.call(method, path, form, { authorization: `Bearer ${accessToken}` })
}

test('a post names the app that it was written with: to its author, and to others if the author shows it', async () => {
  await using api = await createApi()
  const [ana, bo] = [await api.person('ana'), await api.person('bo')]
  const call = await throughApp(api, ana, 'Periscope', 'https://app.test/')
  const { body: post } = await call('POST', '/api/v1/statuses', { status: 'hello' })
  const periscope = { name: 'Periscope', website: 'https://app.test/' }
  assert.deepEqual(post.application, periscope)
  const path = `/api/v1/statuses/${post.id}`
  await bo.post(`${path}/reblog`)
  assert.equal((await ana.get(`/api/v1/statuses/${await write(ana, 'with a key')}`)).body.application, null)
  const reads = async () => {
    const [boost] = (await ana.get(`/api/v1/accounts/${bo.account.id}/statuses`)).body
    const anonymous = (await api.call('GET', path)).body
    return [(await ana.get(path)).body, (await bo.get(path)).body, anonymous, boost.reblog].map(
      (one) => one.application,
    )
  }
  assert.deepEqual(await reads(), [periscope, periscope, periscope, periscope])
  await showApp(api.app, ana.account.id, false)
  assert.deepEqual(await reads(), [periscope, undefined, undefined, periscope])
  const { body: edited } = await call('PUT', path, { status: 'hello again' })
  assert.deepEqual(edited.application, periscope)
  const remote = await statusBy(api.app, await remoteAccount(api.app, 'reefy@reef.test'))
  assert.equal('application' in (await ana.get(`/api/v1/statuses/${remote.id}`)).body, false)
})
