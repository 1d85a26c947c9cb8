/** Checks that this folder cites every case of hostile input, and every rule of signing in, that it must prove. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => first + n)
const REQUIRED = [
  ...range(1, 16),
  ...range(22, 37),
  ...range(41, 51),
  ...range(57, 60),
  ...range(62, 69),
  72,
  73,
  77,
  ...range(79, 84),
  88,
  89,
  91,
  97,
  98,
]
/** Of signing in, and of what ends it. */
const RULES = [70, 71, 73, 74, ...range(76, 83), 85, 127].map((number) => `R-${number}`)
const CITED = /(?:hostile|scenario|test)\(\s*['"][^\n]*\(cases? ([\d, ]+)\)['"]/g

const folder = fileURLToPath(new URL('.', import.meta.url))
const sources = globSync('*.test.ts', { cwd: folder })
  .filter((file) => file !== 'cases.test.ts')
  .map((file) => readFileSync(folder + file, 'utf8'))

test('every hostile case has a test', () => {
  const named = sources.flatMap((source) =>
    [...source.matchAll(CITED)].flatMap(([, list = '']) => list.split(',').map(Number)),
  )
  assert.deepEqual(
    REQUIRED.filter((number) => !named.includes(number)),
    [],
  )
})

test('every rule of signing in has a hostile test', () => {
  const isCited = (rule: string) => sources.some((source) => new RegExp(`${rule}\\b`).test(source))
  assert.deepEqual(
    RULES.filter((rule) => !isCited(rule)),
    [],
  )
})
