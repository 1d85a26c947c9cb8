import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { endpoints } from '../../src/api/index.ts'
import { documents, pathOfDocument } from '../../tools/gen-docs.ts'

for (const [path, render] of Object.entries(documents)) {
  test(`${path} is what the code says (npm run docs)`, () => {
    assert.equal(readFileSync(pathOfDocument(path), 'utf8'), render())
  })
}

test('no route is there twice, and fixed words come before :id', () => {
  const seen: string[] = []
  for (const { method, path } of endpoints) {
    const hidden = seen.find((earlier) => matches(earlier, `${method} ${path}`))
    assert.equal(hidden, undefined, `${method} ${path} is never reached`)
    seen.push(`${method} ${path}`)
  }
})

function matches(earlier: string, later: string): boolean {
  return new RegExp(`^${earlier.replace(/:\w+/g, '[^/]+')}$`).test(later)
}
