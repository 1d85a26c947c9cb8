/** Checks that every path named in ARCHITECTURE.md and CONTRIBUTING.md exists. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { isThere, pathsIn } from './docs/read-paths.ts'

const paths = (page: string) => pathsIn(page).map(({ path }) => path)

for (const page of ['ARCHITECTURE.md', 'CONTRIBUTING.md']) {
  test(`every path that ${page} names exists`, () => {
    const named = pathsIn(readFileSync(page, 'utf8'))
    const missing = named.filter((one) => !isThere(one)).map(({ path }) => path)
    assert.ok(named.length > 3)
    assert.deepEqual(missing, [], `Correct these paths in ${page}. Write <noun> for any name: src/api/<noun>.ts`)
  })
}

test('paths are found in backticks and in fenced blocks, and nowhere else', () => {
  assert.deepEqual(paths('Read `src/db/tables.ts`, `bin/atoll` and `docs/`, not and/or `npm test` or `R-32`.'), [
    'src/db/tables.ts',
    'bin/atoll',
    'docs/',
  ])
  assert.deepEqual(paths('```\nPOST /api/v1/statuses\n  core/*/store.ts  → `x`\n a.ts[type]\n```\n'), [
    'core/*/store.ts',
    'a.ts',
  ])
})

test('a placeholder matches any name, and a path may be relative to the folder of its table row', () => {
  const there = (page: string) => pathsIn(page).map(isThere)
  assert.deepEqual(there('`src/api/entities/<noun>.ts` `src/api/entities/<noun>.md`'), [true, false])
  assert.deepEqual(there('| `test/` | `world/`, `nowhere/` |'), [true, true, false])
})
