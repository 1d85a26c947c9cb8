import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encode } from 'blurhash'
import { averageColour } from './average-colour.ts'

const SIDE = 8

function blurhashOf([red, green, blue]: readonly [number, number, number]): string {
  const pixels = Array.from({ length: SIDE * SIDE }, () => [red, green, blue, 255]).flat()
  return encode(new Uint8ClampedArray(pixels), SIDE, SIDE, 4, 3)
}

test('the average colour of a picture is read from its blurhash, with the text that is readable on it', () => {
  assert.deepEqual(averageColour(blurhashOf([16, 96, 112])), { css: '#106070', isDark: true })
  assert.deepEqual(averageColour(blurhashOf([250, 240, 10])), { css: '#faf00a', isDark: false })
  assert.deepEqual(averageColour(blurhashOf([0, 0, 0])), { css: '#000000', isDark: true })
})

test('what is no blurhash has no colour', () => {
  for (const other of [null, '', 'LEHV', 'L~~~~~', 'LE"><b', 'LE\u{1F41F}\u{1F41F}\u{1F41F}\u{1F41F}'])
    assert.equal(averageColour(other), undefined, String(other))
})
