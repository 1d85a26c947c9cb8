import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasFragment, hostOf, normalizeId, sameDocument, sameOrigin, withoutFragment } from './uris.ts'

test('an id has one normalized spelling (C1, case 29)', () => {
  const spellings: [string, string][] = [
    ['https://reef.test/users/Ana', 'https://reef.test/users/Ana'],
    ['HTTPS://Reef.TEST/users/Ana', 'https://reef.test/users/Ana'],
    ['https://reef.test:443/a', 'https://reef.test/a'],
    ['http://reef.test:80/a', 'http://reef.test/a'],
    ['http://reef.test:443/a', 'http://reef.test:443/a'],
    ['https://reef.test:8443/a', 'https://reef.test:8443/a'],
    ['https://reef.test./a', 'https://reef.test/a'],
    ['https://bücher.example/ä', 'https://xn--bcher-kva.example/ä'],
    ['https://reef.test/a/../b?x=%7e#Frag', 'https://reef.test/a/../b?x=%7e#Frag'],
    ['https://reef.test', 'https://reef.test'],
    ['https://reef.test?x', 'https://reef.test?x'],
  ]
  for (const [given, expected] of spellings) {
    assert.equal(normalizeId(given), expected)
    assert.equal(normalizeId(expected), expected, 'normalizing twice changes nothing')
  }
})

test('invalid ids are refused (case 29)', () => {
  const bad = [
    undefined,
    null,
    5,
    {},
    [],
    '',
    'reef.test/a',
    '/users/ana',
    '//reef.test/a',
    'https:reef.test',
    'https:///reef.test',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'acct:ana@reef.test',
    'ftp://reef.test/',
    'https://ana@reef.test/',
    'https://good.test@evil.test/',
    'https://evil.test\\@good.test/',
    'https://a b.test/',
    'https://reef.test/a b',
    'https://reef.test/a\nb',
    'https://reef.test/\u0000',
    ' https://reef.test/',
    'https://',
    'https://..test/',
    'https://xn--zzzzzz-.test/',
    `https://reef.test/${'a'.repeat(2048)}`,
    `https://${'a.'.repeat(200)}test/`,
    'https://%2e/',
    'https://reef.test:99999/',
  ]
  for (const id of bad) assert.equal(normalizeId(id), undefined, String(id))
})

test('two ids have the same origin if scheme, host and port are equal (S-45)', () => {
  assert.ok(sameOrigin('https://reef.test/a', 'https://REEF.test:443/b'))
  assert.ok(!sameOrigin('https://reef.test/a', 'http://reef.test/a'))
  assert.ok(!sameOrigin('https://reef.test/a', 'https://reef.test:8443/a'))
  assert.ok(!sameOrigin('https://reef.test/a', 'https://sub.reef.test/a'))
  assert.ok(!sameOrigin('x', 'x'))
  assert.ok(!sameOrigin(undefined, undefined))
})

test('fragment, document and host of an id are found', () => {
  assert.ok(hasFragment('https://reef.test/a#b'))
  assert.equal(withoutFragment('https://reef.test/a#b#c'), 'https://reef.test/a')
  assert.equal(withoutFragment('https://reef.test/a'), 'https://reef.test/a')
  assert.equal(hostOf('https://Reef.test:8443/a'), 'reef.test:8443')
  assert.equal(hostOf('nonsense'), undefined)
  assert.ok(sameDocument('https://reef.test/a#main-key', 'https://reef.test/a'))
  assert.ok(sameDocument('https://reef.test', 'https://reef.test/'))
  assert.ok(!sameDocument('https://reef.test/A', 'https://reef.test/a'))
})
