import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApi } from '../../test/contract/api-client.ts'
import { SECOND } from '../lib/durations.ts'

test('repeated POSTs with the same Idempotency-Key create one status', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const post = () => ana.post('/api/v1/statuses', { status: 'once' }, { 'idempotency-key': 'k1' })
  const answers = await Promise.all([post(), post(), post()])
  assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
  assert.equal(api.events.filter(({ event }) => event === 'status.created').length, 1)
  const another = await ana.post('/api/v1/statuses', { status: 'once' }, { 'idempotency-key': 'k2' })
  assert.notEqual(another.body.id, answers[0]?.body.id)
})

const refused: [string, object, number][] = [
  ['no text', {}, 422],
  ['only white space', { status: ' \n ' }, 422],
  ['too long', { status: 'x'.repeat(20_000) }, 422],
  ['an unknown visibility', { status: 'x', visibility: 'followers' }, 422],
  ['a status that is a list', { status: ['x'] }, 422],
  ['a reply to an unknown post', { status: 'x', in_reply_to_id: '404' }, 404],
  ['a reply to an invalid id', { status: 'x', in_reply_to_id: 'garbage' }, 422],
  ['an unknown format', { status: 'x', content_type: 'text/html' }, 422],
  ['a picture', { status: 'x', media_ids: ['1'] }, 422],
  ['a poll', { status: 'x', poll: { options: ['a', 'b'] } }, 422],
  ['a scheduled date', { status: 'x', scheduled_at: '2099-01-01T00:00:00Z' }, 422],
]
for (const [why, form, expected] of refused) {
  test(`a refused post has no effect: ${why}`, async () => {
    await using api = await createApi()
    const ana = await api.person('ana')
    const before = api.events.length
    const { status, body } = await ana.post('/api/v1/statuses', form)
    assert.equal(status, expected, JSON.stringify(body))
    assert.equal(typeof body.error, 'string')
    assert.deepEqual(api.events.slice(before), [])
  })
}

test('a private post is visible to followers only', async () => {
  await using api = await createApi()
  const [ana, bo] = [await api.person('ana'), await api.person('bo')]
  const { body } = await ana.post('/api/v1/statuses', { status: 'psst', visibility: 'private' })
  assert.equal(body.visibility, 'private')
  assert.equal((await bo.get(`/api/v1/statuses/${body.id}`)).status, 404)
  assert.equal((await api.call('GET', `/api/v1/statuses/${body.id}/context`)).status, 404)
  await bo.post(`/api/v1/accounts/${ana.account.id}/follow`)
  assert.equal((await bo.get(`/api/v1/statuses/${body.id}`)).status, 200)
})

test('a deletion returns the text as it was typed', async () => {
  await using api = await createApi()
  const [ana, bo] = [await api.person('ana'), await api.person('bo')]
  const { body } = await ana.post('/api/v1/statuses', { status: 'a *typo*', content_type: 'text/markdown' })
  assert.equal((await bo.call('DELETE', `/api/v1/statuses/${body.id}`)).status, 404)
  const removed = await ana.call('DELETE', `/api/v1/statuses/${body.id}`)
  assert.equal(removed.body.text, 'a *typo*')
  assert.equal((await ana.get(`/api/v1/statuses/${body.id}`)).status, 404)
  assert.equal((await ana.call('DELETE', `/api/v1/statuses/${body.id}`)).status, 404)
})

test('PATCH works like PUT, an edit appears in the history, and no outdated rendering is served', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const { body } = await ana.post('/api/v1/statuses', { status: 'one' })
  api.advance(5 * SECOND)
  const edited = await ana.call('PATCH', `/api/v1/statuses/${body.id}`, { status: 'two' })
  assert.match(edited.body.content, /two/)
  assert.notEqual(edited.body.edited_at, null)
  assert.match((await ana.get(`/api/v1/statuses/${body.id}`)).body.content, /two/)
  const history = (await ana.get(`/api/v1/statuses/${body.id}/history`)).body
  assert.deepEqual(
    history.map(({ content }: { content: string }) => content.replace(/<[^>]+>/g, '')),
    ['one', 'two'],
  )
  assert.equal((await ana.get(`/api/v1/statuses/${body.id}/source`)).body.text, 'two')
})

test('an action changes the counts for everyone and the flags for its actor only', async () => {
  await using api = await createApi()
  const [ana, bo] = [await api.person('ana'), await api.person('bo')]
  const { body: post } = await ana.post('/api/v1/statuses', { status: 'hello' })
  const path = `/api/v1/statuses/${post.id}`
  const faved = (await bo.post(`${path}/favourite`)).body
  assert.deepEqual([faved.favourited, faved.favourites_count], [true, 1])
  const boosted = (await bo.post(`${path}/reblog`)).body
  assert.equal(boosted.reblog.id, post.id)
  assert.deepEqual([boosted.reblogged, boosted.reblogs_count, boosted.account.acct], [true, 1, 'bo'])
  const seen = (await ana.get(path)).body
  assert.deepEqual([seen.favourited, seen.reblogged, seen.favourites_count, seen.reblogs_count], [false, false, 1, 1])
  const anonymous = (await api.call('GET', path)).body
  assert.equal('favourited' in anonymous, false)
  const undone = (await bo.post(`/api/v1/statuses/${boosted.id}/unreblog`)).body
  assert.deepEqual([undone.id, undone.reblogged, undone.reblogs_count], [post.id, false, 0])
})

test('a user cannot pin another user’s post', async () => {
  await using api = await createApi()
  const [ana, bo] = [await api.person('ana'), await api.person('bo')]
  const { body: post } = await ana.post('/api/v1/statuses', { status: 'hello' })
  assert.equal((await bo.post(`/api/v1/statuses/${post.id}/pin`)).status, 404)
  assert.equal((await ana.post(`/api/v1/statuses/${post.id}/pin`)).body.pinned, true)
  const pinned = (await api.call('GET', `/api/v1/accounts/${ana.account.id}/statuses?pinned=true`)).body
  assert.deepEqual(
    pinned.map(({ id }: { id: string }) => id),
    [post.id],
  )
})

test('the page links of a timeline stay correct while posts are added', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const ids: string[] = []
  for (let i = 0; i < 5; i++) ids.unshift((await ana.post('/api/v1/statuses', { status: `post ${i}` })).body.id)
  const page = await ana.get('/api/v1/timelines/public?limit=2&local=true')
  assert.deepEqual(
    page.body.map(({ id }: { id: string }) => id),
    ids.slice(0, 2),
  )
  await ana.post('/api/v1/statuses', { status: 'newer' })
  const next = /<https:\/\/lagoon\.test([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1] ?? ''
  assert.match(next, /local=true/)
  const second = await ana.get(next)
  assert.deepEqual(
    second.body.map(({ id }: { id: string }) => id),
    ids.slice(2, 4),
  )
  const previous = /<https:\/\/lagoon\.test([^>]+)>; rel="prev"/.exec(second.headers.get('link') ?? '')?.[1] ?? ''
  assert.deepEqual(
    (await ana.get(previous)).body.map(({ id }: { id: string }) => id),
    ids.slice(0, 2),
  )
})
