import assert from 'node:assert/strict'
import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { test } from 'node:test'
import { HOUR, unixSeconds } from '../../lib/durations.ts'
import { digestHeader } from './digest.ts'
import type { SignatureFault } from './read-signature.ts'
import { type SignatureOptions, signRequest } from './sign-request.ts'
import type { SignedRequest } from './signed-request.ts'
import { checkBody, checkSignature, readSignature } from './verify-request.ts'

const NOW = Date.UTC(2026, 0, 1)
const BODY = Buffer.from('{"type":"Like"}')
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ed25519 = generateKeyPairSync('ed25519')
const KEY_ID = 'https://reef.test/users/ana#main-key'

type Headers = Record<string, string | undefined>

interface Sent {
  method?: string
  target?: string
  body?: Buffer
  how?: Partial<SignatureOptions>
  key?: KeyObject
  keyId?: string
}

/** The headers with which a signed request arrives. */
async function sent({
  method = 'POST',
  target = '/inbox',
  body = BODY,
  how,
  key = rsa.privateKey,
  keyId = KEY_ID,
}: Sent = {}) {
  const url = new URL(target, 'https://lagoon.test')
  const headers = { 'content-type': 'application/activity+json', accept: 'a' }
  const hop = { method, url, headers, body: method === 'GET' ? undefined : body }
  const added = await signRequest(hop, { keyId, privateKey: key }, { form: 'cavage', now: NOW, ...how })
  return { host: 'lagoon.test', ...headers, ...added } as Headers
}

interface Changes extends Partial<SignedRequest> {
  body?: Uint8Array
}

function arrives(headers: Headers, changes: Changes = {}): SignedRequest & { body: Uint8Array } {
  const body = changes.method === 'GET' ? new Uint8Array() : BODY
  return {
    method: 'POST',
    target: '/inbox',
    origin: 'https://lagoon.test',
    body,
    header: (name) => headers[name],
    ...changes,
  }
}

/** `good`, `bad` (not signed by this key), or the problem found before the key is needed. */
function judge(headers: Headers, changes: Changes = {}, { now = NOW, key = rsa.publicKey } = {}) {
  const request = arrives(headers, changes)
  const read = readSignature(request, now)
  if (read.form === 'problem') return read.reason
  assert.equal(read.keyId, KEY_ID)
  const problem = checkBody(request, read, request.body)
  if (problem) return problem.reason
  return checkSignature(read, key) ? 'good' : 'bad'
}

for (const form of ['cavage', 'rfc9421'] as const) {
  test(`${form}: we verify what we sign`, async () => {
    assert.equal(judge(await sent({ how: { form } })), 'good')
    assert.equal(judge(await sent({ method: 'GET', how: { form } }), { method: 'GET' }), 'good')
    const target = '/users/1?page=2'
    assert.equal(judge(await sent({ method: 'GET', target, how: { form } }), { method: 'GET', target }), 'good')
    const headers = await sent({ key: ed25519.privateKey, how: { form } })
    assert.equal(judge(headers, {}, { key: ed25519.publicKey }), 'good')
    const digest = digestHeader(BODY)
    assert.equal(judge(await sent({ how: { form, digest } })), 'good')
  })

  test(`${form}: a request that was changed in transit is refused (cases 2, 7)`, async () => {
    const headers = await sent({ how: { form } })
    assert.equal(judge(headers, { body: Buffer.from('{"type":"Block"}') }), 'digest')
    assert.equal(judge(headers, { body: new Uint8Array() }), 'digest')
    assert.equal(judge(headers, { target: '/users/x/inbox' }), 'bad')
    assert.equal(judge(headers, { method: 'PUT' }), 'bad')
    assert.equal(judge(headers, { origin: 'https://other.test' }), 'host')
    assert.equal(judge({ ...headers, host: 'other.test' }), 'host')
    assert.equal(judge({ ...headers, host: undefined }), 'host')
    assert.equal(judge({ ...headers, 'content-type': 'text/html' }), 'bad')
    assert.equal(judge(headers, {}, { key: generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey }), 'bad')
    assert.equal(judge(headers, {}, { key: ed25519.publicKey }), 'bad')
    assert.equal(judge(headers, {}, { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey }), 'bad')
  })

  test(`${form}: a signature may be an hour ahead and twelve hours old (case 6)`, async () => {
    const headers = await sent({ how: { form } })
    assert.equal(judge(headers, {}, { now: NOW - HOUR }), 'good')
    assert.equal(judge(headers, {}, { now: NOW - HOUR - 1000 }), 'clock')
    assert.equal(judge(headers, {}, { now: NOW + 12 * HOUR }), 'good')
    assert.equal(judge(headers, {}, { now: NOW + 12 * HOUR + 1000 }), 'clock')
  })

  test(`${form}: a key id must be an http or https URL (case 10)`, async () => {
    for (const keyId of ['data:x', 'file:///etc/passwd', 'acct:ana@reef.test', 'main-key', 'https://a@reef.test/']) {
      const headers = await sent({ keyId, how: { form } })
      assert.equal(judge(headers), 'key-id', keyId)
    }
  })
}

test('the Host header may have the default port and capitals', async () => {
  const headers = await sent()
  for (const host of ['Lagoon.test', 'lagoon.test:443']) {
    const read = readSignature(arrives({ ...headers, host }), NOW)
    assert.notEqual(read.form === 'problem' && read.reason, 'host')
  }
  assert.equal(judge({ ...headers, host: 'lagoon.test:80' }), 'host')
  assert.equal(judge({ ...headers, host: 'lagoon.test, lagoon.test' }), 'host')
})

test('a request without a signature is reported as unsigned (case 1)', () => {
  assert.equal(judge({}), 'absent')
})

test('cavage: the path may be signed without its query (S-05)', async () => {
  const target = '/inbox?x=1'
  assert.equal(judge(await sent({ target, how: { withoutQuery: true } }), { target }), 'good')
  assert.equal(judge(await sent({ target }), { target: '/inbox' }), 'bad')
})

test('cavage: a digest is accepted in every spelling of peers, but must be right (case 4)', async () => {
  const fits = async (digest: string) => judge(signedBy(`(request-target) host date digest`, { digest }))
  const good = digestHeader(BODY).slice('SHA-256='.length)
  assert.equal(await fits(`sha-256=${good}`), 'good')
  assert.equal(await fits(`SHA-256=${good},MD5=abc`), 'good')
  assert.equal(await fits(`MD5=abc, SHA-256=${good}`), 'good')
  for (const digest of [
    'MD5=abc',
    '',
    'SHA-256=',
    `SHA-256=${good},SHA-256=${good}`,
    `SHA-256=${good},SHA-512=AAAA`,
    good,
  ]) {
    assert.equal(await fits(digest), 'digest', digest)
  }
})

/** Signs a request by hand, so that the signature can be wrong. */
function signedBy(covered: string, changed: Headers = {}, parameters = ''): Headers {
  const headers: Headers = {
    host: 'lagoon.test',
    date: new Date(NOW).toUTCString(),
    digest: digestHeader(BODY),
    ...changed,
  }
  const line = (name: string) => `${name}: ${name === '(request-target)' ? 'post /inbox' : headers[name]}`
  const base = covered.split(' ').map(line).join('\n')
  const signature = sign('sha256', Buffer.from(base), rsa.privateKey).toString('base64')
  return { ...headers, signature: `keyId="${KEY_ID}",headers="${covered}",signature="${signature}"${parameters}` }
}

test('cavage: a signature that covers too little is refused (cases 3, 5)', () => {
  const whole = '(request-target) host date digest'
  assert.equal(judge(signedBy(whole)), 'good')
  assert.equal(judge(signedBy(whole, {}, ',algorithm="hs2019"')), 'good')
  for (const name of whole.split(' ')) {
    const covered = whole.split(' ').filter((other) => other !== name)
    assert.equal(judge(signedBy(covered.join(' '))), 'not-covered', name)
  }
  assert.equal(judge(signedBy('(request-target)')), 'not-covered')
})

test('cavage: unknown, repeated and invalid parameters are refused (R-13, S-02)', async () => {
  const { signature = '', ...headers } = signedBy('(request-target) host date digest')
  const faults: [string, SignatureFault][] = [
    [signature.replace(/headers="[^"]*"/, 'headers=""'), 'malformed'],
    [signature.replace(/headers="[^"]*",/, ''), 'not-covered'],
    [signature.replace('headers="', 'headers="date '), 'malformed'],
    [signature.replace('headers="', 'headers="absent '), 'malformed'],
    [signature.replace('headers="', 'headers="(unknown) '), 'malformed'],
    [`${signature},keyId="${KEY_ID}"`, 'malformed'],
    [`${signature}, ${signature}`, 'malformed'],
    [`${signature},other="x"`, 'malformed'],
    [`${signature},`, 'malformed'],
    [signature.replace(/keyId="[^"]*",/, ''), 'malformed'],
    [signature.replace(/signature="[^"]*"/, 'signature=""'), 'malformed'],
    [signature.replace(/signature="[^"]*"/, 'signature="%%%%"'), 'malformed'],
    [`${signature},algorithm=""`, 'algorithm'],
    [`${signature},algorithm="hmac-sha256"`, 'algorithm'],
    [`${signature},algorithm="rsa-sha1"`, 'algorithm'],
    [`${signature},algorithm="none"`, 'algorithm'],
    [`${signature},expires="soon"`, 'clock'],
    [`${signature},expires=1`, 'clock'],
    ['', 'malformed'],
    ['a'.repeat(100_000), 'malformed'],
    [','.repeat(8000), 'malformed'],
  ]
  for (const [header, fault] of faults)
    assert.equal(judge({ ...headers, signature: header }), fault, header.slice(0, 90))
  assert.equal(judge({ ...headers, signature: `${signature},algorithm="ed25519"` }), 'bad')
})

test('cavage: invalid dates and a (created) in the future are refused (case 6)', () => {
  const covered = '(request-target) host date digest'
  for (const date of ['2026-01-01T00:00:00Z', '12', 'yesterday', '', String(NOW)]) {
    assert.equal(judge(signedBy(covered, { date })), 'clock', date)
  }
  const created = unixSeconds(NOW + 2 * HOUR)
  const future = signedBy(
    '(request-target) host (created) digest',
    { '(created)': String(created) },
    `,created=${created}`,
  )
  assert.equal(judge(future), 'clock')
  const now = unixSeconds(NOW)
  const fresh = signedBy('(request-target) host (created) digest', { '(created)': String(now) }, `,created=${now}`)
  assert.equal(judge(fresh), 'good')
  assert.equal(judge({ ...fresh, signature: `${fresh.signature},algorithm="rsa-sha256"` }), 'algorithm')
})

test('cavage: hs2019 is not RSA-PSS (case 13)', () => {
  const headers = signedBy('(request-target) host date digest', {}, ',algorithm="hs2019"')
  const base = `(request-target): post /inbox\nhost: lagoon.test\ndate: ${headers.date}\ndigest: ${headers.digest}`
  const pss = sign('sha256', Buffer.from(base), { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING })
  const signature = headers.signature?.replace(/signature="[^"]*"/, `signature="${pss.toString('base64')}"`)
  assert.equal(judge({ ...headers, signature }), 'bad')
})

test('RFC 9421: several labels, invalid components and unknown algorithms are refused (case 14)', async () => {
  const headers = await sent({ how: { form: 'rfc9421' } })
  const { 'signature-input': input = '', signature = '' } = headers
  const faults: [Headers, SignatureFault][] = [
    [
      { 'signature-input': `${input}, sig2=("@method");created=1`, signature: `${signature}, sig2=:AAAA:` },
      'malformed',
    ],
    [{ signature: `${signature}, sig2=:AAAA:` }, 'malformed'],
    [{ signature: signature.replace('sig1', 'sig2') }, 'malformed'],
    [{ 'signature-input': `${input}, ${input}` }, 'malformed'],
    [{ 'signature-input': input.replace('"@method"', '"@method" "@method"') }, 'malformed'],
    [{ 'signature-input': input.replace('"@method"', '"@method";req') }, 'malformed'],
    [{ 'signature-input': input.replace('"@method"', '"@method" "@query-param";name="x"') }, 'malformed'],
    [{ 'signature-input': input.replace('"@method"', '"@method" "@status"') }, 'malformed'],
    [{ 'signature-input': input.replace('"@method"', '"@method" "absent"') }, 'malformed'],
    [{ 'signature-input': input.replace('"@method"', '"@method" "a\\"b"') }, 'malformed'],
    [{ 'signature-input': input.replace('"@method" ', '') }, 'not-covered'],
    [{ 'signature-input': input.replace('"@target-uri" ', '') }, 'not-covered'],
    [{ 'signature-input': input.replace('"content-digest" ', '') }, 'not-covered'],
    [{ 'signature-input': input.replace(/;created=\d+/, '') }, 'not-covered'],
    [{ 'signature-input': `${input};created=5` }, 'malformed'],
    [{ 'signature-input': input.replace('rsa-v1_5-sha256', 'rsa-pss-sha512') }, 'algorithm'],
    [{ 'signature-input': input.replace('rsa-v1_5-sha256', 'hmac-sha256') }, 'algorithm'],
    [{ 'signature-input': input.replace(/;created=\d+/, '$&;expires=1') }, 'clock'],
    [{ 'signature-input': input.replace(/;created=\d+/, '$&;expires="x"') }, 'clock'],
    [{ 'signature-input': input.replace(/;keyid="[^"]*"/, '') }, 'key-id'],
    [{ 'signature-input': '' }, 'malformed'],
    [{ 'signature-input': 'sig1' }, 'malformed'],
    [{ 'signature-input': 'sig1=(' }, 'malformed'],
    [{ 'signature-input': `sig1=(${'"a" '.repeat(3000)})` }, 'malformed'],
    [{ signature: '' }, 'malformed'],
    [{ signature: 'sig1=:%%:' }, 'malformed'],
    [{ 'content-digest': 'sha-256=:AAAA:' }, 'digest'],
    [{ 'content-digest': 'md5=:AAAA:' }, 'digest'],
    [{ 'content-digest': 'nonsense' }, 'digest'],
    [{ 'content-digest': undefined }, 'malformed'],
  ]
  for (const [change, fault] of faults) assert.equal(judge({ ...headers, ...change }), fault, JSON.stringify(change))
  const ed = input.replace('rsa-v1_5-sha256', 'ed25519')
  assert.equal(judge({ ...headers, 'signature-input': ed }), 'bad')
})

test('if both forms are present, the RFC 9421 signature counts (S-24)', async () => {
  const cavage = await sent()
  assert.equal(judge({ ...cavage, 'signature-input': 'sig1=("@method");created=1' }), 'malformed')
})

test('verifying a signature costs far less than handling the request', async () => {
  const request = arrives(await sent())
  const started = performance.now()
  const rounds = 500
  for (let i = 0; i < rounds; i++) {
    const read = readSignature(request, NOW)
    assert.ok(read.form !== 'problem' && !checkBody(request, read, request.body))
    assert.ok(checkSignature(read, rsa.publicKey))
  }
  // 40 µs on an idle machine; the limit allows for a busy one.
  const each = ((performance.now() - started) * 1000) / rounds
  assert.ok(each < 400, `${each} µs`)
})
