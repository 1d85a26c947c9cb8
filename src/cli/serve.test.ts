/** The real process: how a terminal stops it, and what it leaves behind. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'

const ATOLL = join(import.meta.dirname, '..', '..', 'bin', 'atoll')
const GROUP_AND_OTHERS = 0o077

async function startServer(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-serve-'))
  const env = { PATH: process.env.PATH, ATOLL_DATA: join(folder, 'data'), ATOLL_HOST: 'localhost', ATOLL_PORT: '0' }
  const child = spawn(ATOLL, ['serve'], { cwd: folder, env })
  t.after(() => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  const output: string[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text))
  while (!output.join('').includes('--role owner')) await once(child.stdout, 'data')
  return { child, output, data: join(folder, 'data') }
}

async function exitOf(child: ChildProcess) {
  const [code, signal] = await once(child, 'exit')
  return { code, signal }
}

test('a Ctrl-C that arrives several times, from terminal and npm, stops the server cleanly', async (t) => {
  const { child, output, data } = await startServer(t)
  const end = exitOf(child)
  for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM'] as const) child.kill(signal)
  assert.deepEqual(await end, { code: 0, signal: null })
  assert.match(output.join(''), /Stopping/)
  assert.deepEqual(readdirSync(data), ['atoll.db', 'secret.key'], 'the write-ahead log was removed')
})

test('no other user of the machine can read the data', async (t) => {
  const { child, data } = await startServer(t)
  const end = exitOf(child)
  for (const path of [data, ...readdirSync(data).map((name) => join(data, name))])
    assert.equal(statSync(path).mode & GROUP_AND_OTHERS, 0, path)
  child.kill('SIGTERM')
  await end
})
