import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeFolder } from './make-folder.ts'

test('missing folders are created, and a folder that cannot be created fails at once', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'atoll-folder-'))
  t.after(() => rmSync(root, { recursive: true }))
  const deep = join(root, 'a', 'b', 'c')
  makeFolder(deep)
  makeFolder(deep)
  assert.ok(statSync(deep).isDirectory())
  const file = join(root, 'file')
  writeFileSync(file, '')
  assert.throws(() => makeFolder(file), { code: 'EEXIST' })
  assert.throws(() => makeFolder(join(file, 'a', 'b')), { code: 'EEXIST' })
})

test('it fails instead of hanging where no folder can be created', { skip: process.platform !== 'linux' }, () => {
  assert.throws(() => makeFolder('/proc/atoll/data'), { syscall: 'mkdir' })
})
