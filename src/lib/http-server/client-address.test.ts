import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientAddress, networkOf, parseProxies, siteOf } from './client-address.ts'

const proxies = parseProxies(['loopback', '10.0.0.0/8', '2001:db8::7']) ?? []

const cases: { why: string; socket: string | undefined; forwarded: string | undefined; client: string }[] = [
  { why: 'no proxy', socket: '203.0.113.9', forwarded: undefined, client: '203.0.113.9' },
  { why: 'a client cannot forge it', socket: '203.0.113.9', forwarded: '1.2.3.4', client: '203.0.113.9' },
  { why: 'one proxy', socket: '127.0.0.1', forwarded: '198.51.100.4', client: '198.51.100.4' },
  {
    why: 'what the client wrote further left is ignored',
    socket: '::1',
    forwarded: '1.1.1.1, 198.51.100.4',
    client: '198.51.100.4',
  },
  { why: 'two proxies', socket: '127.0.0.1', forwarded: '1.1.1.1, 198.51.100.4, 10.2.3.4', client: '198.51.100.4' },
  { why: 'a mapped proxy', socket: '::ffff:10.0.0.1', forwarded: '198.51.100.4', client: '198.51.100.4' },
  { why: 'a mapped client', socket: '127.0.0.1', forwarded: '::ffff:198.51.100.4', client: '198.51.100.4' },
  { why: 'a proxy by its IPv6 address', socket: '2001:db8::7', forwarded: '2001:db8:1::5', client: '2001:db8:1::5' },
  { why: 'garbage ends the search', socket: '127.0.0.1', forwarded: '198.51.100.4, <script>', client: '127.0.0.1' },
  { why: 'within one process', socket: undefined, forwarded: '198.51.100.4', client: 'unknown' },
]
for (const { why, socket, forwarded, client } of cases) {
  test(`the client behind proxies (R-78): ${why}`, () => {
    assert.equal(clientAddress(proxies, socket, forwarded), client)
  })
}

test('limits count IPv6 by /64 and IPv4 by address (R-77)', () => {
  assert.equal(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64')
  assert.equal(networkOf('198.51.100.4'), '198.51.100.4')
  assert.equal(networkOf('unknown'), 'unknown')
})

test('a trusted proxy must be an address or a network', () => {
  assert.equal(parseProxies(['reverse-proxy']), undefined)
  assert.equal(parseProxies(['10.0.0.0/99']), undefined)
})

test('the /48 of an IPv6 network is one key, wherever its zeros are', () => {
  const sites: [string, string[]][] = [
    ['2001:db8:0::/48', ['2001:db8::1', '2001:db8:0:1::1', '2001:db8:0:ffff:1:2:3:4', '2001:DB8:0:1:0:0:0:0']],
    ['2001:db8:7::/48', ['2001:db8:7::', '2001:db8:7:8::9', '2001:db8:7:0:ffff::']],
    ['2001:0:0::/48', ['2001::1', '2001:0:0:1::1', '2001:0:0:8000:0:0:0:1']],
    ['fe80:0:0::/48', ['fe80::1', 'fe80::1:2:3:4:5']],
  ]
  for (const [site, addresses] of sites)
    for (const address of addresses) assert.equal(siteOf(networkOf(address)), site, address)
  for (const other of ['192.0.2.1', '::ffff:192.0.2.1', 'unknown']) assert.equal(siteOf(networkOf(other)), undefined)
})
