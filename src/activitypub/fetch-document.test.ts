import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MINUTE } from '../lib/durations.ts'
import { FetchError } from '../lib/http/fetch-error.ts'
import { type FetchDocumentOptions, fetchDocument } from './fetch-document.ts'
import { answers, type PreparedAnswer } from './fixtures/answers.ts'
import { ACCEPT_ACTIVITY } from './media-types.ts'

const NOTE = 'https://reef.test/notes/1'
const note = { id: NOTE, type: 'Note' }

function get(web: Record<string, PreparedAnswer>, url = NOTE, options: Partial<FetchDocumentOptions> = {}) {
  const { fetch, asked } = answers(web)
  const isLocal = (origin: string) => origin === 'https://lagoon.test'
  return { answer: fetchDocument(fetch, url, { isLocal, now: 0, ...options }), asked }
}

const kindOf = async (web: Record<string, PreparedAnswer>, url?: string, options?: Partial<FetchDocumentOptions>) =>
  (await get(web, url, options).answer).kind

test('a document is fetched at its own address', async () => {
  const { answer, asked } = get({ [NOTE]: { body: note } })
  assert.deepEqual(await answer, { kind: 'document', id: NOTE, json: note })
  assert.equal(asked[0]?.headers?.accept, ACCEPT_ACTIVITY)
})

test('an id with a fragment is fetched as its document (E-73)', async () => {
  const { answer, asked } = get({ [NOTE]: { body: note } }, `${NOTE}#part`)
  assert.equal((await answer).kind, 'document')
  assert.equal(asked[0]?.url, NOTE)
})

test('a document with another id is fetched once more at that id and must agree (R-30, case 41)', async () => {
  const page = 'https://reef.test/@ana/1'
  assert.equal(await kindOf({ [page]: { body: note }, [NOTE]: { body: note } }, page), 'document')
  assert.equal(
    await kindOf({ 'https://evil.test/x': { body: note }, [NOTE]: { body: note } }, 'https://evil.test/x'),
    'document',
  )
  // The id cannot be reached, its document has another id, or it redirects to another origin.
  assert.equal(await kindOf({ [page]: { body: note } }, page), 'unavailable')
  const other = { body: { ...note, id: 'https://reef.test/notes/2' } }
  assert.equal(await kindOf({ [page]: { body: note }, [NOTE]: other }, page), 'refused')
  const moved = { body: note, url: 'https://evil.test/notes/1' }
  assert.equal(await kindOf({ [page]: { body: note }, [NOTE]: moved }, page), 'refused')
})

test('the final address decides the identity (R-39)', async () => {
  const from = 'https://reef.test/old'
  assert.equal(await kindOf({ [from]: { body: note, url: NOTE } }, from), 'document')
  const { answer, asked } = get({ [NOTE]: { body: note, url: 'https://evil.test/copy' } })
  assert.equal((await answer).kind, 'refused')
  assert.equal(asked.length, 2)
})

test('a collection without an id is the one at its final address', async () => {
  const followers = 'https://reef.test/followers'
  const body = { type: 'OrderedCollection', totalItems: 3 }
  const { answer } = get({ [followers]: { body } }, followers)
  assert.deepEqual(await answer, { kind: 'document', id: followers, json: body })
  const moved = await get({ [followers]: { body, url: 'https://evil.test/list' } }, followers).answer
  assert.equal(moved.kind === 'document' && moved.id, 'https://evil.test/list')
  assert.equal(await kindOf({ [followers]: { body, url: 'https://lagoon.test/list' } }, followers), 'refused')
  for (const id of [null, '', 5, '/followers'])
    assert.equal(await kindOf({ [followers]: { body: { ...body, id } } }, followers), 'refused', String(id))
})

test('our own server is never fetched (E-74, case 45)', async () => {
  const ours = 'https://lagoon.test/notes/1'
  const { answer, asked } = get({}, ours)
  assert.deepEqual(await answer, { kind: 'local', uri: ours })
  assert.equal(asked.length, 0)
  assert.deepEqual(await get({ [NOTE]: { body: { ...note, id: ours } } }).answer, { kind: 'local', uri: ours })
  assert.equal(await kindOf({ [NOTE]: { body: { ...note, id: ours }, url: ours } }), 'refused')
})

test('only ActivityPub answers are documents (E-71, cases 42, 65)', async () => {
  for (const type of ['application/json', 'text/plain', 'image/jpeg', 'application/ld+json', 'text/html', '']) {
    assert.equal(await kindOf({ [NOTE]: { body: note, headers: { 'content-type': type } } }), 'refused', type)
  }
  for (const body of [
    'not json',
    [],
    null,
    5,
    {},
    { type: ['Collection', 'Like'] },
    { id: 5 },
    { id: '/notes/1' },
    { ...note, '@graph': [] },
  ]) {
    assert.equal(await kindOf({ [NOTE]: { body } }), 'refused', JSON.stringify(body))
  }
  for (const url of ['data:x', 'file:///etc/passwd', 'acct:ana@reef.test', '', 'https://a@reef.test/']) {
    assert.equal(await kindOf({}, url), 'refused', url)
  }
})

test('each HTTP status leads to its kind of failure (E-76)', async () => {
  const cases: [PreparedAnswer, object][] = [
    [{ status: 410 }, { kind: 'gone', status: 410 }],
    [{ status: 404 }, { kind: 'missing', status: 404 }],
    [{ status: 401 }, { kind: 'forbidden', status: 401 }],
    [{ status: 403 }, { kind: 'forbidden', status: 403 }],
    [{ body: { ...note, type: 'Tombstone' } }, { kind: 'gone', status: 200 }],
  ]
  for (const [answer, expected] of cases) assert.deepEqual(await get({ [NOTE]: answer }).answer, expected)
  const busy = await get({ [NOTE]: { status: 429, headers: { 'retry-after': '60' } } }).answer
  assert.ok(busy.kind === 'unavailable' && busy.retryAfterMs === MINUTE)
  assert.equal(await kindOf({ [NOTE]: { status: 503 } }), 'unavailable')
  assert.equal(await kindOf({ [NOTE]: { status: 400 } }), 'refused')
  assert.equal(await kindOf({ [NOTE]: { status: 304 } }), 'refused')
  assert.equal(await kindOf({}), 'unavailable')
})

test('a permanent fetch failure is a refusal, and other errors are thrown', async () => {
  const options = { isLocal: () => false, now: 0 }
  const throws = (error: Error) => () => Promise.reject(error)
  const address = await fetchDocument(throws(new FetchError('address', 'a', 'Private.')), NOTE, options)
  assert.deepEqual(address, { kind: 'refused', reason: 'Private.' })
  await assert.rejects(fetchDocument(throws(new TypeError('a bug')), NOTE, options), TypeError)
})

test('a pasted web page leads to its document, but only one step (E-75)', async () => {
  const page = 'https://reef.test/@ana/1'
  const html = { 'content-type': 'text/html; charset=utf-8' }
  const link = `<html><head><link rel="icon" href="/x"><LINK href='/notes/1?a=1&amp;b=2' type="application/activity+json" rel="Alternate"/>`
  const target = 'https://reef.test/notes/1?a=1&b=2'
  const web = { [page]: { headers: html, body: link }, [target]: { body: { ...note, id: target } } }
  assert.equal(await kindOf(web, page, { pasted: true }), 'document')
  assert.equal(await kindOf(web, page), 'refused')

  const header = `<https://x.test/>; rel="preload", <${NOTE}>; rel="alternate"; type="application/activity+json"`
  const byHeader = { [page]: { headers: { ...html, link: header }, body: '' }, [NOTE]: { body: note } }
  assert.equal(await kindOf(byHeader, page, { pasted: true }), 'document')

  const circle = {
    [page]: { headers: html, body: `<link rel=alternate type="application/activity+json" href=${page}>` },
  }
  assert.equal(await kindOf(circle, page, { pasted: true }), 'refused')
  for (const body of [
    '',
    '<link rel=alternate type="application/activity+json" href="javascript:1">',
    '<link '.repeat(40_000),
    `<!-- <link rel=alternate type="application/activity+json" href=${NOTE}> -->`,
    `<script>'<link rel=alternate type="application/activity+json" href=${NOTE}>'</script>`,
  ]) {
    assert.equal(await kindOf({ [page]: { headers: html, body } }, page, { pasted: true }), 'refused')
  }
})
