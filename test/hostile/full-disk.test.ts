/** The disk is really full. A process of its own sees it, since SQLite finds its file only in its own namespace. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'

const DISK_BYTES = 25_165_824
const NOT_PERMITTED = 42

test('on a full disk, posts and uploads are refused with 507, deliveries with 429, and nothing is lost or damaged', async (t: TestContext) => {
  const folder = mkdtempSync(join(tmpdir(), 'small-disk-'))
  t.after(() => rmdirSync(folder))
  const script = `mount -t tmpfs -o "size=$1" tmpfs "$2" || exit ${NOT_PERMITTED}; shift; exec "$2" "$3" "$1"`
  const fill = join(import.meta.dirname, 'full-disk', 'fill.ts')
  const child = spawn('unshare', ['-rm', 'sh', '-c', script, 'sh', `${DISK_BYTES}`, folder, process.execPath, fill])
  const ended = new Promise<number | null>((resolve) =>
    child.once('error', () => resolve(NOT_PERMITTED)).once('close', resolve),
  )
  const [said, code] = await Promise.all([text(child.stderr), ended])
  if (code === NOT_PERMITTED || /unshare:/.test(said)) return t.skip('not permitted to mount a tmpfs in a namespace')
  assert.equal(code, 0, said)
})
