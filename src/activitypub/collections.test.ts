import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCollection } from './collections.ts'
import { fetchDocument } from './fetch-document.ts'
import { answers, type PreparedAnswer } from './fixtures/answers.ts'

const ROOT = 'https://reef.test/outbox'
const BUDGET = { items: 100, pages: 10 }

async function read(web: Record<string, PreparedAnswer>, budget = BUDGET) {
  const { fetch, asked } = answers(web)
  const get = (uri: string) => fetchDocument(fetch, uri, { isLocal: () => false, now: 0 })
  const answer = await readCollection(get, ROOT, budget)
  return { ...(answer.kind === 'collection' ? answer : { ...answer, items: [], complete: false }), asked: asked.length }
}

const page = (n: number, items: unknown[], next?: unknown) => {
  const id = `${ROOT}?page=${n}`
  return { [id]: { body: { id, type: 'OrderedCollectionPage', partOf: ROOT, orderedItems: items, next } } }
}
const root = (more: object) => ({ [ROOT]: { body: { id: ROOT, type: 'OrderedCollection', ...more } } })

test('a collection is read whole, page by page or with an embedded first page', async () => {
  assert.deepEqual((await read(root({ orderedItems: ['a', 'b'], totalItems: 2 }))).items, ['a', 'b'])
  assert.deepEqual((await read(root({ items: 'a' }))).items, ['a'])
  const paged = await read({
    ...root({ first: `${ROOT}?page=1`, totalItems: 3 }),
    ...page(1, ['a', 'b'], `${ROOT}?page=2`),
    ...page(2, ['c']),
  })
  assert.deepEqual([paged.items, paged.complete, paged.asked], [['a', 'b', 'c'], true, 3])
  // In Mastodon's replies the first page is embedded and has no id.
  const first = { type: 'CollectionPage', partOf: ROOT, items: ['a'], next: `${ROOT}?page=2` }
  for (const form of [first, [first]])
    assert.deepEqual((await read({ ...root({ first: form }), ...page(2, ['b']) })).items, ['a', 'b'])
})

test('reading stops when the budget is used up (R-10)', async () => {
  const web = { ...root({ first: `${ROOT}?page=1` }), ...page(1, ['a', 'b'], `${ROOT}?page=2`), ...page(2, ['c']) }
  for (const [budget, items] of [
    [{ items: 1, pages: 9 }, ['a']],
    [{ items: 2, pages: 9 }, ['a', 'b']],
    [{ items: 9, pages: 2 }, ['a', 'b']],
    [{ items: 9, pages: 1 }, []],
  ] as const) {
    const answer = await read(web, budget)
    assert.deepEqual([answer.items, answer.complete], [items, false])
  }
  assert.ok((await read(web, { items: 3, pages: 3 })).complete)
})

test('reading stops at loops and invalid pages (R-10)', async () => {
  const cases: Record<string, PreparedAnswer>[] = [
    page(1, ['a'], `${ROOT}?page=1`),
    page(1, ['a'], ROOT),
    page(1, ['a'], 'https://evil.test/page'),
    page(1, ['a'], `${ROOT}?page=404`),
    page(1, ['a'], 5),
    page(1, ['a'], { id: `${ROOT}?page=1`, items: ['b'] }),
    { ...page(1, ['a'], `${ROOT}?page=2`), [`${ROOT}?page=2`]: { body: { id: `${ROOT}?page=2`, type: 'Note' } } },
  ]
  for (const pages of cases) {
    const answer = await read({ ...root({ first: `${ROOT}?page=1` }), ...pages })
    assert.deepEqual([answer.items, answer.complete], [['a'], false])
  }
  assert.equal((await read({ [ROOT]: { body: { id: ROOT, type: 'Note' } } })).kind, 'refused')
  assert.equal((await read({ [ROOT]: { status: 403 } })).kind, 'forbidden')
})
