import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showBytes } from './bytes.ts'

test('a size is shown with the unit that makes it short', () => {
  const sizes: [number, string][] = [
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1_000, '1.0 kB'],
    [1_048_576, '1.0 MB'],
    [52_428_800, '50.0 MB'],
    [524_288_000, '500 MB'],
    [1_048_051_712, '1.0 GB'],
    [5_242_880_000, '4.9 GB'],
    [2 ** 50, '1024 TB'],
    [-1_572_864, '-1.5 MB'],
  ]
  for (const [bytes, shown] of sizes) assert.equal(showBytes(bytes), shown)
})
