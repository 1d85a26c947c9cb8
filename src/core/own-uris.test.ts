import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createUris } from './own-uris.ts'

test('an address leads here on either host, with any scheme and port', () => {
  const { leadsHere } = createUris('https://reef.test', 'https://media.reef.test')
  for (const url of [
    'https://reef.test/',
    'http://REEF.test:8080/x',
    'https://media.reef.test./x',
    'https://reef.test',
  ])
    assert.ok(leadsHere(url), url)
  for (const url of ['https://reef.test.evil.test/', 'https://a.reef.test/', 'https://evil.test/reef.test', 'x', ''])
    assert.ok(!leadsHere(url), url)
})

test('on one machine, other servers have other ports', () => {
  const { leadsHere } = createUris('http://localhost:3000')
  assert.deepEqual(['http://localhost:3000/x', 'http://localhost:3001/x'].map(leadsHere), [true, false])
})
