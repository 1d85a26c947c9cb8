import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normalizeHost, originOf, parseHttpUrl, registeredDomain } from './hosts.ts'

test('one host has one spelling (R-37)', () => {
  const same: [string, string | undefined][] = [
    ['reef.test', 'reef.test'],
    ['Reef.TEST.', 'reef.test'],
    ['reef.test:443', 'reef.test'],
    ['reef.test:8443', 'reef.test:8443'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['ｒｅｅｆ.test', 'reef.test'],
    ['127.1', '127.0.0.1'],
    ['[::1]:3000', '[::1]:3000'],
    ['localhost:3000', 'localhost:3000'],
  ]
  for (const [host, expected] of same) assert.equal(normalizeHost(host), expected, host)
  const garbage = [
    '',
    '.',
    '..',
    'a..b',
    '-a.test',
    'a b',
    'a/b',
    'a@b',
    'a?b',
    'a#b',
    'a%41',
    'a\\b',
    'xn--a.test',
    'a\u0000b',
    `${'a'.repeat(64)}.test`,
    `${'a.'.repeat(200)}test`,
    'a_\u202eb.test',
    'x'.repeat(1e6),
  ]
  for (const host of garbage) assert.equal(normalizeHost(host), undefined, host.slice(0, 40))
})

test('one validator accepts and refuses URLs (R-33)', () => {
  assert.equal(parseHttpUrl('https://Reef.test./a?b#c')?.href, 'https://reef.test/a?b#c')
  assert.equal(originOf('https://reef.test:443/a'), 'https://reef.test')
  const bad = [
    '',
    'reef.test',
    '/a',
    'ftp://reef.test',
    'javascript:alert(1)',
    'data:,x',
    'https://',
    'https://good@evil.test',
    'https://a:b@evil.test',
    'https://a b',
    'https://a.test/\n',
    '\u0000https://a.test',
    ' https://a.test',
    `https://a.test/${'x'.repeat(2048)}`,
    null,
    5,
    {},
    'https://[fe80::1%25eth0]/',
    'https://a..test/',
  ]
  for (const text of bad) assert.equal(parseHttpUrl(text), undefined, String(text).slice(0, 40))
})

test('the registered domain of a host is guessed from its form', () => {
  const domains = {
    'reef.test': 'reef.test',
    'a.b.reef.test:8443': 'reef.test',
    'a.reef.co.uk': 'reef.co.uk',
    'a.reef.com.au': 'reef.com.au',
    'reef.io': 'reef.io',
    '192.0.2.7:80': '192.0.2.7',
    '[2001:db8::1]:443': '[2001:db8::1]',
    localhost: 'localhost',
  }
  for (const [host, domain] of Object.entries(domains)) assert.equal(registeredDomain(host), domain, host)
})
