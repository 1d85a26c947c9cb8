import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Router } from './router.ts'

/** Routes are added from the least specific to the most specific. */
const router = new Router<string>()
  .add('GET', '/:page', 'page')
  .add('GET', '/@:handle', 'profile')
  .add('GET', '/@:handle/:id', 'status')
  .add('GET', '/accounts/:id', 'account')
  .add('GET', '/accounts/:id/statuses', 'statuses')
  .add('GET', '/accounts/lookup', 'lookup')
  .add('POST', '/accounts/search', 'search')
  .add('GET', '/', 'front')

const cases: [string, string, string | undefined, Record<string, string>?][] = [
  ['GET', '/', 'front'],
  ['GET', '/about', 'page', { page: 'about' }],
  ['GET', '/@ana', 'profile', { handle: 'ana' }],
  ['GET', '/%40ana', 'page', { page: '@ana' }],
  ['GET', '/@', 'page', { page: '@' }],
  ['GET', '/@ana/7', 'status', { handle: 'ana', id: '7' }],
  ['GET', '/accounts/lookup', 'lookup'],
  ['GET', '/accounts/look%75p', 'lookup'],
  ['GET', '/accounts/search', 'account', { id: 'search' }],
  ['POST', '/accounts/search', 'search'],
  ['GET', '/accounts/lookup/statuses', 'statuses', { id: 'lookup' }],
  ['HEAD', '/accounts/lookup', 'lookup'],
  ['DELETE', '/accounts/lookup', undefined],
  ['GET', '/accounts/lookup/', undefined],
  ['GET', '/@ana/', undefined],
  ['GET', '//about', undefined],
  ['GET', '/About/x', undefined],
  ['GET', '/a%2Fb', 'page', { page: 'a/b' }],
  ['GET', '/100%', 'page', { page: '100%' }],
  ['GET', '/%ff%41', 'page', { page: '%ff%41' }],
  ['GET', '/a%2541', 'page', { page: 'a%41' }],
] // biome-ignore format: a table
for (const [method, path, value, params = {}] of cases) {
  test(`${method} ${path} → ${value ?? 'nothing'}`, () => {
    const found = router.find(method, path)
    assert.equal(found?.value, value)
    if (found) assert.deepEqual(found.params, params)
  })
}

test('two routes cannot answer the same request', () => {
  assert.throws(() => new Router<string>().add('GET', '/a/:id', '1').add('GET', '/a/:name', '2'), /\/a\/:name/)
})
