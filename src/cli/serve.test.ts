/** The real process: how it is stopped from a terminal, and what it leaves behind. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'

const ATOLL = join(import.meta.dirname, '..', '..', 'bin', 'atoll')
const OTHERS = 0o077

async function serving(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-serve-'))
  const env = { PATH: process.env.PATH, ATOLL_DATA: join(folder, 'data'), ATOLL_HOST: 'localhost', ATOLL_PORT: '0' }
  const child = spawn(process.execPath, [ATOLL, 'serve'], { cwd: folder, env })
  t.after(() => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  const said: string[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => said.push(text))
  while (!said.join('').includes('--role owner')) await once(child.stdout, 'data')
  return { child, said, data: join(folder, 'data') }
}

async function ended(child: ChildProcess) {
  const [code, signal] = await once(child, 'exit')
  return { code, signal }
}

test('one Ctrl-C arrives several times, from the terminal and from npm, and still stops in good order', async (t) => {
  const { child, said, data } = await serving(t)
  const end = ended(child)
  for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM'] as const) child.kill(signal)
  assert.deepEqual(await end, { code: 0, signal: null })
  assert.match(said.join(''), /Stopping/)
  assert.deepEqual(readdirSync(data), ['atoll.db'], 'the write-ahead log was put away')
})

test('nobody else on the machine may read what is kept', async (t) => {
  const { child, data } = await serving(t)
  const end = ended(child)
  for (const path of [data, ...readdirSync(data).map((name) => join(data, name))])
    assert.equal(statSync(path).mode & OTHERS, 0, path)
  child.kill('SIGTERM')
  await end
})
