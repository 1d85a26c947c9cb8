import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { openSeal, SEAL_KEY_BYTES, SealBroken, seal } from './seal.ts'

const key = randomBytes(SEAL_KEY_BYTES)

test('a sealed text opens with its key, in its place, unchanged, and never looks the same twice', () => {
  for (const text of ['', 'secret', 'ü'.repeat(1000)]) {
    const sealed = seal(key, text, 'here')
    assert.equal(openSeal(key, sealed, 'here'), text)
    assert.notEqual(seal(key, text, 'here'), sealed)
    assert.throws(() => openSeal(randomBytes(SEAL_KEY_BYTES), sealed, 'here'), SealBroken)
    assert.throws(() => openSeal(key, sealed, 'there'), SealBroken)
  }
})

test('a sealed text that was changed or cut off does not open', () => {
  const bytes = Buffer.from(seal(key, 'secret', 'here'), 'base64url')
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
    assert.throws(() => openSeal(key, changed.toString('base64url'), 'here'), SealBroken)
    assert.throws(() => openSeal(key, bytes.subarray(0, at).toString('base64url'), 'here'), SealBroken)
  }
})
