import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownPath } from './own-path.ts'

test('a redirect leads to a path of this server and nowhere else (R-79)', () => {
  for (const path of ['/', '/home', '/@ana/1?x=1', '/oauth/authorize?redirect_uri=https%3A%2F%2Fapp.test'])
    assert.equal(ownPath(path), path)
  for (const path of [
    '',
    null,
    undefined,
    'home',
    '//evil.test',
    '/\\evil.test',
    '\\/evil.test',
    '/\t/evil.test',
    '/\n/evil.test',
    'https://evil.test',
    'javascript:alert(1)',
    '/.//evil.test',
    '/x/..//evil.test',
    `/${'x'.repeat(5000)}`,
  ])
    assert.equal(ownPath(path), undefined, String(path))
})
