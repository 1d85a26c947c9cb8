import './load-tsx.ts'
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'

async function load(text: string): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-tsx-'))
  const file = join(folder, 'page.tsx')
  writeFileSync(file, text)
  try {
    return await import(pathToFileURL(file).href)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('a .tsx file is loaded with its types removed', async () => {
  const { twice } = await load('export const twice = <T,>(one: T): T[] => [one, one]')
  assert.deepEqual((twice as (one: number) => number[])(3), [3, 3])
})

test('markup becomes calls to Preact’s runtime', async () => {
  await assert.rejects(load('export const page = <p>hello</p>'), /preact/)
})

test('a syntax error names the file and shows the line', async () => {
  await assert.rejects(load('export const page = <p>hello</b>'), (error: Error) => {
    assert.equal(error.name, 'SyntaxError')
    assert.match(error.message, /page\.tsx/)
    assert.match(error.message, /<p>hello<\/b>/)
    return true
  })
})
