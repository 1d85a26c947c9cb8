/** The key that encrypts secrets in the database, as an operator meets it. */
import assert from 'node:assert/strict'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { shell } from '../../test/world/shell.ts'
import { beginSecondFactor } from '../core/second-factor/set-up.ts'
import { findUserByName } from '../core/users/find.ts'
import { EXIT, withApp } from './cli.ts'

const OTHERS = 0o077
const KEY_LINE = /^[\w-]{43}\n$/
/** Serves on a port of its own, and stops at once. */
const ENV = { ATOLL_PORT: '0', ATOLL_HOST: 'localhost:4999' }

async function open(t: TestContext) {
  const { run, folder } = shell(t, ENV)
  const file = join(folder, 'secret.key')
  await run('user', 'create', 'ana')
  /** Stores a secret that is sealed with the key. */
  const sealSomething = () => {
    const nothing = () => {}
    const cli = { env: { ATOLL_DATA: folder, ...ENV }, file: {}, out: nothing, err: nothing, interactive: false }
    return withApp({ ...cli, stopRequested: async () => {} }, async (app) => {
      const ana = await findUserByName(app, 'ana')
      await beginSecondFactor(app, { id: ana?.user.id ?? 0 })
    })
  }
  return { run, folder, file, sealSomething }
}

test('the first start makes the key, for the eyes of its owner alone, and later ones keep it', async (t) => {
  const { run, folder, file } = await open(t)
  assert.ok(!existsSync(file))
  assert.match((await run('doctor')).out, /secret key: none yet/)
  assert.equal((await run('serve')).code, EXIT.ok)
  const key = readFileSync(file, 'utf8')
  assert.match(key, KEY_LINE)
  assert.equal(statSync(file).mode & OTHERS, 0)
  assert.equal((await run('serve')).code, EXIT.ok)
  assert.equal(readFileSync(file, 'utf8'), key)
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes('key')),
    ['secret.key'],
  )
  chmodSync(file, 0o644)
  assert.match((await run('doctor')).out, /! secret key: .*chmod 600/)
})

test('without the key that fits the database, the server says so and does not start', async (t) => {
  const { run, file, sealSomething } = await open(t)
  await run('serve')
  await sealSomething()
  assert.match((await run('doctor')).out, /✓ secret key: .*fits the database/)
  const damage: [string, () => void][] = [
    ['missing', () => rmSync(file)],
    ['another', () => writeFileSync(file, `${'A'.repeat(43)}\n`)],
    ['cut off', () => writeFileSync(file, 'AAAA\n')],
  ]
  for (const [what, harm] of damage) {
    harm()
    const refused = await run('serve')
    assert.equal(refused.code, EXIT.refused, what)
    assert.match(refused.err, /^atoll: .*key.*Restore the key from your backup.*reset-2fa --all[^\n]*$/, what)
    assert.match((await run('doctor')).out, /✗ secret key/, what)
  }
  rmSync(file)
  await run('serve')
  assert.ok(!existsSync(file), 'no new key takes the place of the lost one')
  assert.equal((await run('user', 'reset-2fa', '--all')).code, EXIT.ok)
  assert.equal((await run('serve')).code, EXIT.ok)
})

test('a webhook can be made before the first start, which makes the key too', async (t) => {
  const { run, file } = await open(t)
  assert.ok(!existsSync(file))
  const made = await run('webhook', 'add', 'ana', 'https://hook.test/', '--events', 'status.posted')
  assert.equal(made.code, EXIT.ok, made.err)
  assert.match(readFileSync(file, 'utf8'), KEY_LINE)
})

test('the doctor says whether the key opens the secrets of webhooks', async (t) => {
  const { run, file } = await open(t)
  await run('serve')
  assert.match((await run('doctor')).out, /✓ secret key: .*not used yet/)
  await run('webhook', 'add', 'ana', 'https://hook.test/', '--events', 'status.posted')
  assert.match((await run('doctor')).out, /✓ secret key: .*fits the database/)
  rmSync(file)
  assert.match(
    (await run('doctor')).out,
    /✗ secret key: does not open the secrets of 1 of 1 webhooks\. Restore the key/,
  )
})

test('the key can come from the settings, and no message repeats it', async (t) => {
  const { run, file } = await open(t)
  for (const [key, code] of [
    ['ab'.repeat(32), EXIT.ok],
    [`${'A'.repeat(43)}=`, EXIT.ok],
    ['hunter2hunter2', EXIT.refused],
  ] as const) {
    const done = await run.with({ env: { ATOLL_SECRET_KEY: key } }, 'serve')
    assert.equal(done.code, code, key)
    assert.ok(!(done.out + done.err).includes(key))
  }
  assert.ok(!existsSync(file))
})

test('a backup says where the key is, and includes it only when asked', async (t) => {
  const { run, folder, file } = await open(t)
  const copy = join(folder, 'copy.db')
  assert.equal((await run('backup', join(folder, 'early.db'), '--with-key')).code, EXIT.refused, 'there is none yet')
  await run('serve')
  const plain = await run('backup', copy)
  assert.match(plain.out, /not included.*secret\.key/)
  assert.ok(!existsSync(`${copy}.key`))
  const whole = join(folder, 'whole.db')
  assert.match((await run('backup', whole, '--with-key')).out, /whole\.db\.key/)
  assert.equal(readFileSync(`${whole}.key`, 'utf8'), readFileSync(file, 'utf8'))
  assert.equal(statSync(`${whole}.key`).mode & OTHERS, 0)
  for (const path of [whole, `${whole}.media`]) rmSync(path, { recursive: true })
  assert.equal((await run('backup', whole, '--with-key')).code, EXIT.refused, 'a backup never overwrites a file')
})
