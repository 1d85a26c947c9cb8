import assert from 'node:assert/strict'
import { createPrivateKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { test } from 'node:test'
import { generateEd25519, generateRsa, KeyError, pemFromMultibase, publicKeyMultibase, readPublicKey } from './keys.ts'
import { createPasswords, MAX_PASSWORD_LENGTH } from './passwords.ts'
import { hashToken, newToken, sameSecret } from './tokens.ts'

test('generated keys are accepted and can sign', async () => {
  for (const pair of [await generateRsa(), await generateEd25519()]) {
    const publicKey = readPublicKey(pair.publicPem)
    const digest = publicKey.asymmetricKeyType === 'rsa' ? 'sha256' : null
    const signature = sign(digest, Buffer.from('x'), createPrivateKey(pair.privatePem))
    assert.ok(verify(digest, Buffer.from('x'), publicKey, signature))
  }
})

test('an Ed25519 key survives a round trip through multibase, and the did:key example is read', async () => {
  const { publicPem } = await generateEd25519()
  const text = publicKeyMultibase(publicPem)
  assert.match(text, /^z6Mk/)
  assert.equal(pemFromMultibase(text), publicPem)
  assert.equal(
    publicKeyMultibase(pemFromMultibase('z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK')),
    'z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
  )
  for (const bad of ['', 'z', 'z0OIl', 'uabc', `z${'1'.repeat(40)}`, `z${'a'.repeat(100_000)}`]) {
    assert.throws(() => pemFromMultibase(bad), KeyError)
  }
})

test('unsupported key types and sizes are refused quickly (case 12)', () => {
  const spki = {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  } as const
  const small = generateKeyPairSync('rsa', { modulusLength: 1024, ...spki })
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256', ...spki })
  // The 16384-bit key and those with a bad exponent are written by hand: generating a key that large takes minutes.
  const started = performance.now()
  const bad = [
    small.publicKey,
    ec.publicKey,
    small.privateKey,
    rsaPem(16_384, 65_537),
    rsaPem(2048, 1),
    rsaPem(2048, 4),
    'x',
    `-----BEGIN PUBLIC KEY-----\n${'A'.repeat(1e6)}`,
    '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
  ]
  for (const pem of bad) assert.throws(() => readPublicKey(pem), KeyError)
  assert.ok(performance.now() - started < 100)
  assert.equal(readPublicKey(rsaPem(4096, 65_537)).asymmetricKeyType, 'rsa')
})

/** A public key of this size in PKCS #1, a form that some peers send. */
function rsaPem(bits: number, exponent: number): string {
  const der = (tag: number, body: Buffer) =>
    Buffer.concat([Buffer.from([tag, 0x82, body.length >> 8, body.length & 255]), body])
  const modulus = Buffer.concat([Buffer.from([0]), Buffer.alloc(bits / 8, 0xff)])
  const body = Buffer.concat([der(2, modulus), der(2, Buffer.from(exponent.toString(16).padStart(6, '0'), 'hex'))])
  return `-----BEGIN RSA PUBLIC KEY-----\n${der(0x30, body).toString('base64')}\n-----END RSA PUBLIC KEY-----`
}

/** With the production cost. */
const passwords = createPasswords()

test('a password is hashed with argon2id, verified in any Unicode form, and limited in length', async () => {
  const stored = await passwords.hash('cafe\u0301 del mar')
  assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.equal(await passwords.verify('café del mar', stored), true)
  assert.equal(await passwords.verify('other', stored), false)
  assert.equal(await passwords.verify('', stored), false)
  for (const password of ['', 'other', '\ud800']) assert.equal(await passwords.verify(password, undefined), false)
  await assert.rejects(passwords.verify('other', 'garbage'))
  assert.equal(await passwords.verify('x'.repeat(1_000_000), stored), false)
  await assert.rejects(passwords.hash('x'.repeat(MAX_PASSWORD_LENGTH + 1)), RangeError)
})

test('verifying a password for an unknown user takes as long as for a known one (R-128)', async () => {
  const stored = await passwords.hash('right')
  // The shortest of several, in turn: a busy machine makes some of them longer, and none shorter.
  let [known, unknown] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  const cost = async (hash: string | undefined) => {
    const started = performance.now()
    assert.equal(await passwords.verify('wrong', hash), false)
    return performance.now() - started
  }
  for (let turn = 0; turn < 8; turn++) {
    known = Math.min(known, await cost(stored))
    unknown = Math.min(unknown, await cost(undefined))
  }
  assert.ok(unknown > known / 4 && unknown < known * 4, `${known} ms against ${unknown} ms`)
})

test('tokens are random, hashed with SHA-256 and compared whole', () => {
  assert.match(newToken(), /^[\w-]{43}$/)
  assert.notEqual(newToken(), newToken())
  assert.equal(hashToken('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  assert.ok(sameSecret('a', 'a'))
  assert.ok(!sameSecret('a', 'ab'))
})
