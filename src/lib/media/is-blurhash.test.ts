import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encode, isBlurhashValid } from 'blurhash'
import { isBlurhash } from './is-blurhash.ts'

test('a blurhash is as long as its components need', () => {
  const pixels = new Uint8ClampedArray(16 * 16 * 4).map((_, at) => (at * 37) % 256)
  for (let x = 1; x <= 9; x++)
    for (let y = 1; y <= 9; y++) {
      const hash = encode(pixels, 16, 16, x, y)
      assert.ok(isBlurhash(hash) && isBlurhashValid(hash).result, hash)
      for (const wrong of [hash.slice(0, -1), `${hash}0`, `${hash.slice(0, -1)}<`]) assert.ok(!isBlurhash(wrong), wrong)
    }
})

test('anything else is no blurhash (case 82)', () => {
  for (const value of ['', 'U', '~'.repeat(166), 'U'.repeat(10_000_000), 5, null, undefined, {}, ['L9M^#R']])
    assert.ok(!isBlurhash(value))
})
