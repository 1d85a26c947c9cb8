/** The published examples: draft-cavage-12 appendix C, and RFC 9421 appendix B as far as we support the algorithms. */
import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { test } from 'node:test'
import { cavageBase, readCavageParameters } from './cavage.ts'
import { contentDigestMatches, digestMatches } from './digest.ts'
import { readRfc9421Parameters, signatureBase } from './rfc9421.ts'
import type { SignedRequest } from './signed-request.ts'

const BODY = Buffer.from('{"hello": "world"}')

function request(
  headers: Record<string, string>,
  target: string,
  method = 'POST',
  host = 'example.com',
): SignedRequest {
  return { method, target, origin: `https://${host}`, header: (name) => headers[name] }
}

/** RSA-1024, which `readPublicKey` would refuse as too weak. */
const CAVAGE_KEY = createPublicKey(`-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDCFENGw33yGihy92pDjZQhl0C3
6rPJj+CvfSC8+q28hxA161QFNUd13wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6
Z4UMR7EOcpfdUE9Hf3m/hs+FUR45uBJeDK1HSFHD8bHKD6kv8FPGfJTotc+2xjJw
oYi+1hqp1fIekaxsyQIDAQAB
-----END PUBLIC KEY-----`)

const CAVAGE_REQUEST = request(
  {
    host: 'example.com',
    date: 'Sun, 05 Jan 2014 21:31:40 GMT',
    'content-type': 'application/json',
    digest: 'SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=',
    'content-length': '18',
  },
  '/foo?param=value&pet=dog',
)

const CAVAGE_CASES = {
  'C.1 default':
    'keyId="Test",algorithm="rsa-sha256",signature="SjWJWbWN7i0wzBvtPl8rbASWz5xQW6mcJmn+ibttBqtifLN7Sazz6m79cNfwwb8DMJ5cou1s7uEGKKCs+FLEEaDV5lp7q25WqS+lavg7T8hc0GppauB6hbgEKTwblDHYGEtbGmtdHgVCk9SuS13F0hZ8FD0k/5OxEPXe5WozsbM="',
  'C.2 basic':
    'keyId="Test",algorithm="rsa-sha256",headers="(request-target) host date",signature="qdx+H7PHHDZgy4y/Ahn9Tny9V3GP6YgBPyUXMmoxWtLbHpUnXS2mg2+SbrQDMCJypxBLSPQR2aAjn7ndmw2iicw3HMbe8VfEdKFYRqzic+efkb3nndiv/x1xSHDJWeSWkx3ButlYSuBskLu6kd9Fswtemr3lgdDEmn04swr2Os0="',
  // The draft also lists (created) and (expires), but its printed signature is from an older version without them.
  'C.3 all headers':
    'keyId="Test",algorithm="rsa-sha256",headers="(request-target) host date content-type digest content-length",signature="vSdrb+dS3EceC9bcwHSo4MlyKS59iFIrhgYkz8+oVLEEzmYZZvRs8rgOp+63LEM3v+MFHB32NfpB2bEKBIvB1q52LaEUHFv120V01IL+TAD48XaERZFukWgHoBTLMhYS2Gb51gWxpeIq8knRmPnYePbF5MOkR0Zkly4zKH7s1dE="',
}

for (const [name, header] of Object.entries(CAVAGE_CASES)) {
  test(`draft-cavage-12, ${name}`, () => {
    const parameters = readCavageParameters(header) ?? assert.fail('malformed')
    const base = cavageBase(CAVAGE_REQUEST, parameters) ?? assert.fail('incomplete')
    assert.ok(verify('sha256', Buffer.from(base), CAVAGE_KEY, Buffer.from(parameters.signature, 'base64')))
    assert.ok(!verify('sha256', Buffer.from(`${base} `), CAVAGE_KEY, Buffer.from(parameters.signature, 'base64')))
  })
}

test('draft-cavage-12: the digest of the example matches', () => {
  assert.ok(digestMatches(CAVAGE_REQUEST.header('digest') ?? '', BODY))
})

const ED25519_PUBLIC = createPublicKey(`-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----`)
const ED25519_PRIVATE = createPrivateKey(`-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----`)

const RFC9421_REQUEST = request(
  {
    host: 'example.com',
    date: 'Tue, 20 Apr 2021 02:07:55 GMT',
    'content-type': 'application/json',
    'content-digest':
      'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
    'content-length': '18',
  },
  '/foo?param=Value&Pet=dog',
)

test('RFC 9421, B.2.6: signing with Ed25519', () => {
  const parsed = readRfc9421Parameters(
    'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    'sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:',
  )
  assert.ok(parsed)
  const names = parsed.items.map((item) => item.value)
  const base = signatureBase(RFC9421_REQUEST, names, parsed.source) ?? assert.fail('incomplete')
  assert.ok(verify(null, Buffer.from(base), ED25519_PUBLIC, parsed.signature))
  assert.deepEqual(sign(null, Buffer.from(base), ED25519_PRIVATE), parsed.signature)
  assert.ok(contentDigestMatches(RFC9421_REQUEST.header('content-digest') ?? '', BODY))
})

test('RFC 9421, B.4: only the changes allowed to intermediaries keep the signature valid', () => {
  const parsed = readRfc9421Parameters(
    'transform=("@method" "@path" "@authority" "accept");created=1618884473;keyid="test-key-ed25519"',
    'transform=:ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMFFQ6cpLt2m0pmj3NDA==:',
  )
  assert.ok(parsed)
  const names = parsed.items.map((item) => item.value)
  const fits = (changed: SignedRequest) =>
    verify(null, Buffer.from(signatureBase(changed, names, parsed.source) ?? ''), ED25519_PUBLIC, parsed.signature)
  const accept = 'application/json, */*'
  const target = '/demo?name1=Value1&Name2=value2'
  assert.ok(fits(request({ accept }, target, 'GET', 'example.org')))
  assert.ok(fits(request({ accept, 'accept-language': 'en-US,en;q=0.5' }, '/demo?x=1', 'GET', 'example.org')))
  assert.ok(!fits(request({ accept }, target, 'POST', 'example.org')))
  assert.ok(!fits(request({ accept: '*/*, application/json' }, target, 'GET', 'example.org')))
})
