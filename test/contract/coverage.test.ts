import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Endpoint } from '../../src/api/http/endpoint.ts'
import { endpoints } from '../../src/api/index.ts'
import { Router } from '../../src/lib/http-server/router.ts'
import { documents, pathOfDocument } from '../../tools/gen-docs.ts'

for (const [path, render] of Object.entries(documents)) {
  test(`${path} matches the code (npm run docs)`, () => {
    assert.equal(readFileSync(pathOfDocument(path), 'utf8'), render())
  })
}

test('every route is reachable, even if another route has a parameter in the same place', () => {
  const router = new Router<Endpoint>()
  for (const endpoint of endpoints) router.add(endpoint.method, endpoint.path, endpoint)
  for (const endpoint of endpoints) {
    const { method, path } = endpoint
    assert.equal(router.find(method, path.replace(/:\w+/g, '12'))?.value, endpoint, `${method} ${path}`)
  }
})
