import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkHeader, readPage } from './paging.ts'

const cases: [Record<string, unknown>, object][] = [
  [{}, { limit: 20 }],
  [{ limit: '5' }, { limit: 5 }],
  [{ limit: 5 }, { limit: 5 }],
  [{ limit: '1000000000' }, { limit: 40 }],
  [{ limit: '-1' }, { limit: 20 }],
  [{ limit: '0' }, { limit: 20 }],
  [{ limit: 'NaN' }, { limit: 20 }],
  [{ limit: ['3'] }, { limit: 20 }],
  [
    { max_id: '12', since_id: '3', min_id: '4' },
    { limit: 20, maxId: 12, sinceId: 3, minId: 4 },
  ],
  [{ max_id: 12 }, { limit: 20, maxId: 12 }],
  [
    { max_id: "1' or 1=1", min_id: '-3', since_id: '9'.repeat(20) },
    { limit: 20, sinceId: Number.MAX_SAFE_INTEGER },
  ],
  [
    { max_id: '9007199254740993', min_id: 9007199254740990 },
    { limit: 20, maxId: 9007199254740991, minId: 9007199254740990 },
  ],
  [{ max_id: '1.5', min_id: { a: 1 } }, { limit: 20 }],
]
for (const [form, expected] of cases) {
  test(`paging parameters ${JSON.stringify(form)} (case 94)`, () => assert.deepEqual(readPage(form), expected))
}

test('the Link header keeps the other parameters and names our own host', () => {
  const path = '/api/v1/timelines/public'
  const query = 'local=true&max_id=5&limit=2'
  const link = linkHeader('https://lagoon.test', { path, query }, { newest: 9, oldest: 7, hasMore: true })
  assert.equal(
    link,
    '<https://lagoon.test/api/v1/timelines/public?local=true&limit=2&max_id=7>; rel="next", ' +
      '<https://lagoon.test/api/v1/timelines/public?local=true&limit=2&min_id=9>; rel="prev"',
  )
})

test('the last page has no next link', () => {
  const page = { newest: 9, oldest: 7, hasMore: false }
  const link = linkHeader('https://lagoon.test', { path: '/x', query: '' }, page)
  assert.equal(link, '<https://lagoon.test/x?min_id=9>; rel="prev"')
})
