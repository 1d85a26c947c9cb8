import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { keyOwner, listActorKeys } from './actor-key.ts'

const ANA = 'https://reef.test/users/ana'
const KEY_ID = `${ANA}#main-key`
const spki = { type: 'spki', format: 'pem' } as const
const publicKeyPem = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export(spki).toString()
const weakPem = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export(spki).toString()
const rsaKey = { id: KEY_ID, owner: ANA, publicKeyPem }
const multikey = {
  id: `${ANA}#ed25519-key`,
  type: 'Multikey',
  controller: ANA,
  publicKeyMultibase: 'z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
}
const actor = (more: object) => ({ id: ANA, type: 'Person', ...more })

test('the keys that an actor lists are read', () => {
  const keys = listActorKeys(actor({ publicKey: rsaKey, assertionMethod: [multikey] }))
  assert.deepEqual(
    keys.map(({ keyId, owner, kind }) => ({ keyId, owner, kind })),
    [
      { keyId: KEY_ID, owner: ANA, kind: 'rsa' },
      { keyId: `${ANA}#ed25519-key`, owner: ANA, kind: 'ed25519' },
    ],
  )
  assert.equal(keys[0]?.pem, publicKeyPem)
  assert.match(keys[1]?.pem ?? '', /BEGIN PUBLIC KEY/)
  assert.equal(listActorKeys(actor({ publicKey: [{}, rsaKey] }))[0]?.keyId, KEY_ID)
  assert.equal(listActorKeys(actor({ publicKey: { id: KEY_ID, publicKeyPem } })).length, 1)
  assert.equal(listActorKeys(actor({ publicKey: [rsaKey, { ...rsaKey, publicKeyPem: weakPem }] })).length, 1)
})

test('foreign, damaged and weak keys are skipped (cases 9, 12, 44)', () => {
  const bad: unknown[] = [
    null,
    'https://reef.test/key',
    [[rsaKey]],
    { ...rsaKey, owner: 'https://reef.test/users/bo' },
    { ...rsaKey, owner: 'https://evil.test/users/ana' },
    { ...rsaKey, id: 'https://evil.test/users/eve#main-key' },
    { ...rsaKey, id: 'acct:ana@reef.test' },
    { ...rsaKey, owner: 5 },
    { ...rsaKey, publicKeyPem: weakPem },
    { ...rsaKey, publicKeyPem: 'nonsense' },
    { ...rsaKey, publicKeyPem: 5 },
    multikey,
  ]
  for (const publicKey of bad) assert.deepEqual(listActorKeys(actor({ publicKey })), [], JSON.stringify(publicKey))
  for (const change of [
    { controller: 'https://evil.test/a' },
    { publicKeyMultibase: 'z6' },
    { type: 'x' },
    { id: 5 },
  ]) {
    assert.deepEqual(listActorKeys(actor({ assertionMethod: { ...multikey, ...change } })), [])
  }
  for (const json of [null, [], 'x', {}, { id: 'x', publicKey: rsaKey }]) assert.deepEqual(listActorKeys(json), [])
})

test('only the first ten of ten thousand keys are read (case 12)', () => {
  const started = performance.now()
  const publicKey = Array.from({ length: 10_000 }, (_, i) => ({ ...rsaKey, id: `${ANA}#${i}` }))
  assert.equal(listActorKeys(actor({ publicKey })).length, 10)
  assert.ok(performance.now() - started < 200)
})

test('the owner of a key is read from every form of key document (S-06, S-07)', () => {
  assert.equal(keyOwner(actor({ publicKey: rsaKey }), KEY_ID), ANA)
  const keyUrl = `${ANA}/main-key`
  assert.equal(keyOwner({ id: keyUrl, owner: ANA, publicKeyPem }, keyUrl), ANA)
  assert.equal(keyOwner({ id: keyUrl, controller: ANA, type: 'Multikey' }, keyUrl), ANA)
  // GoToSocial serves a part of the actor.
  const stub = { id: ANA, preferredUsername: 'ana', publicKey: { id: keyUrl, owner: ANA, publicKeyPem } }
  assert.equal(keyOwner(stub, keyUrl), ANA)
  assert.equal(keyOwner({ id: keyUrl, owner: 'https://lagoon.test/users/bo' }, keyUrl), undefined)
  assert.equal(keyOwner({ id: 'https://reef.test/other', owner: ANA }, keyUrl), undefined)
  assert.equal(keyOwner(actor({ id: 'https://lagoon.test/users/bo' }), keyUrl), undefined)
  assert.equal(keyOwner(null, keyUrl), undefined)
  assert.equal(keyOwner({}, keyUrl), undefined)
})
