/** Several processes on one database never make the same id. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { createTestDatabase } from '../world/databases.ts'

const PROGRAM = new URL('make-ids.ts', import.meta.url).pathname
const COUNT = 200_000

interface Maker {
  process: ChildProcess
  slot: number
  file: string
}

function tempFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-ids-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function startMaker(t: TestContext, url: string, file: string, count = COUNT): Promise<Maker> {
  const child = spawn(process.execPath, [PROGRAM, url, String(count), file], { stdio: ['pipe', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  const [line] = await once(createInterface(child.stdout), 'line')
  return { process: child, slot: Number(line), file }
}

/**
 * Lets a maker run to its end.
 * @returns its ids
 */
async function run({ process: child, file }: Maker): Promise<Float64Array> {
  child.stdin?.write('go\n')
  const [code] = await once(child, 'exit')
  assert.equal(code, 0)
  return new Float64Array(new Uint8Array(readFileSync(file)).buffer)
}

test('two processes that make ids at full speed never make the same id', async (t) => {
  const folder = tempFolder(t)
  const database = await createTestDatabase(folder)
  t.after(() => database.drop())
  const makers = await Promise.all(['one', 'two'].map((name) => startMaker(t, database.url, join(folder, name))))
  const made = await Promise.all(makers.map(run))
  const all = made.flatMap((ids) => [...ids])
  assert.equal(all.length, 2 * COUNT)
  assert.equal(new Set(all).size, all.length)
})

test('the slot of a killed process is not reused for a while', async (t) => {
  const folder = tempFolder(t)
  const database = await createTestDatabase(folder)
  t.after(() => database.drop())
  const killed = await startMaker(t, database.url, join(folder, 'killed'))
  killed.process.kill('SIGKILL')
  await once(killed.process, 'exit')
  const next = await startMaker(t, database.url, join(folder, 'next'), 1)
  assert.notEqual(next.slot, killed.slot)
  assert.equal((await run(next)).length, 1)
})
