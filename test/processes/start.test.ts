/** `bin/atoll` finds itself and a Node that is new enough, and becomes the server. */
import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { VERSION } from '../../src/version.ts'
import { freePort } from '../../tools/demo/demo-server.ts'
import {
  clonePackage,
  printingPackage,
  shipForeignNode,
  shipNode,
  tempFolder,
  unpackPackage,
  withOwnNode,
} from './package-copy.ts'

const run = promisify(execFile)
const OLD = '20.20.2'
const ARGUMENTS = ['two words', `it's "quoted"`, '$HOME', '', '*', '--', '-x']
const PRINTED = `${JSON.stringify(ARGUMENTS)}\n`

/** Starts the server as a supervisor would, and waits until it listens. */
async function serve(t: TestContext, atoll: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const child = spawn(atoll, ['serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  for await (const line of createInterface(child.stdout)) if (line.includes('listens on')) return child
  throw new Error('The server did not start')
}

test('kill -9 of the started process frees its port, and the next start succeeds at once', async (t) => {
  const folder = tempFolder(t)
  const atoll = clonePackage(folder)
  shipNode(folder)
  const port = await freePort()
  const env = { ...withOwnNode(folder, OLD), ATOLL_DATA: join(folder, 'data'), ATOLL_PORT: String(port) }
  for (let start = 1; start <= 2; start++) {
    const child = await serve(t, atoll, env)
    assert.equal((await fetch(`http://localhost:${port}/health`)).status, 200)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await assert.rejects(fetch(`http://localhost:${port}/health`), 'nothing answers any longer')
  }
})

test('it is found through links, in a folder with spaces and quotes', async (t) => {
  const folder = join(tempFolder(t), `ana's "reef" $HOME`)
  const atoll = printingPackage(folder)
  shipNode(folder)
  const links = join(folder, '-links here')
  mkdirSync(links)
  symlinkSync('../bin/atoll', join(links, 'relative'))
  symlinkSync('relative', join(links, 'to a link'))
  symlinkSync(atoll, join(links, 'absolute'))
  symlinkSync(folder, join(links, 'folder'))
  const env = { ...withOwnNode(folder, OLD), CDPATH: '/usr' }
  for (const [cwd, program, ...before] of [
    ['/', atoll],
    ['/', join(links, 'to a link')],
    [links, './relative'],
    [links, './absolute'],
    [links, 'folder/bin/atoll'],
    [folder, 'bin/atoll'],
    [join(folder, 'bin'), 'sh', 'atoll'],
  ] as const) {
    const { stdout, stderr } = await run(program, [...before, ...ARGUMENTS], { cwd, env })
    assert.deepEqual([stdout, stderr], [PRINTED, ''], program)
  }
})

test('it runs below node_modules, with the Node that npm installed above it', async (t) => {
  const folder = tempFolder(t)
  const atoll = unpackPackage(folder)
  shipNode(folder)
  const { stdout, stderr } = await run(atoll, ['--version'], { env: withOwnNode(folder, OLD) })
  assert.deepEqual([stdout, stderr], [`${VERSION}\n`, ''])
})

test('an installed Node that cannot run here is passed over', async (t) => {
  const folder = tempFolder(t)
  const atoll = printingPackage(folder)
  shipForeignNode(folder)
  shipNode(folder)
  assert.equal((await run(atoll, ARGUMENTS, { env: withOwnNode(folder) })).stdout, PRINTED)
})

for (const version of ['24.0.0', '26.10.0', '100.1.0-nightly'])
  test(`the machine's own Node is used if it is new enough: ${version}`, async (t) => {
    const folder = tempFolder(t)
    const atoll = printingPackage(folder)
    shipNode(folder)
    assert.equal((await run(atoll, ARGUMENTS, { env: withOwnNode(folder, version) })).stdout, `v${version}\n`)
  })

for (const [version, found] of [
  [OLD, 'This is Node 20.20.2'],
  ['9.0.0', 'This is Node 9.0.0'],
  [undefined, 'There is no Node here'],
] as const)
  test(`without a Node that is new enough, it says what to do: ${found}`, async (t) => {
    const folder = tempFolder(t)
    const atoll = printingPackage(folder)
    shipForeignNode(folder)
    const failure = await run(atoll, ['serve'], { env: withOwnNode(folder, version) }).catch((error) => error)
    assert.deepEqual([failure.code, failure.stdout], [1, ''])
    assert.match(
      failure.stderr,
      /^Atoll needs Node 24 or newer\. (.+), and npm installed no newer one for \w+ \w+\. Run `npm install` again with optional dependencies, or install a newer Node\.\n$/,
    )
    assert.ok(failure.stderr.includes(`${found}, and`))
  })
