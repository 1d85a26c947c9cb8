/** Checks that every case of the list of hostile input that this folder must prove is cited by a test title. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => first + n)
/** 69, NodeInfo that lies, is not required, because we do not read NodeInfo. */
const REQUIRED = [...range(1, 16), ...range(22, 37), ...range(41, 51), ...range(57, 60), ...range(62, 68), 73, 77]
const CITED = /(?:hostile|test)\(\s*['"][^\n]*\(cases? ([\d, ]+)\)['"]/g

test('every hostile case has a test', () => {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const sources = globSync('*.test.ts', { cwd: folder }).map((file) => readFileSync(folder + file, 'utf8'))
  const named = sources.flatMap((source) =>
    [...source.matchAll(CITED)].flatMap(([, list = '']) => list.split(',').map(Number)),
  )
  assert.deepEqual(
    REQUIRED.filter((number) => !named.includes(number)),
    [],
  )
})
