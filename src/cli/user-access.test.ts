import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { shell } from '../../test/world/shell.ts'
import type { App } from '../core/app.ts'
import { beginSecondFactor } from '../core/second-factor/set-up.ts'
import { startSession } from '../core/sessions/start.ts'
import { findUserByName } from '../core/users/find.ts'
import type { User } from '../db/tables/users.ts'
import { EXIT, withApp } from './cli.ts'

const KEY = { ATOLL_SECRET_KEY: '7'.repeat(64) }
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'

async function open(t: TestContext) {
  const { run, json, folder } = shell(t, KEY)
  await run('user', 'create', 'ana')
  const nothing = () => {}
  const cli = { env: { ATOLL_DATA: folder, ATOLL_PORT: '4999', ...KEY }, file: {}, out: nothing, err: nothing }
  const asAna = (work: (app: App, user: User) => Promise<unknown>) =>
    withApp({ ...cli, interactive: false, stopRequested: async () => {} }, async (app) => {
      await work(app, (await findUserByName(app, 'ana'))?.user as User)
    })
  return { run, json, asAna }
}

test('the command line lists sessions and signs a user out', async (t) => {
  const { run, json, asAna } = await open(t)
  assert.match((await run('user', 'sessions', 'ana')).out, /not signed in anywhere/)
  await asAna((app, user) => startSession(app, user, { device: FIREFOX, address: '192.0.2.1' }))
  assert.match((await run('user', 'sessions', 'ana')).out, /browser +Firefox on Linux +192\.0\.2\.1/)
  await run('token', 'create', 'ana')
  assert.equal((await run('user', 'sign-out', 'ana')).code, EXIT.ok)
  assert.deepEqual(await json('user', 'sessions', 'ana'), [])
  assert.equal((await json('token', 'list', 'ana')).length, 1)
  await run('user', 'sign-out', 'ana', '--keys')
  assert.deepEqual(await json('token', 'list', 'ana'), [])
})

test('the command line switches a second factor off', async (t) => {
  const { run, asAna } = await open(t)
  assert.match((await run('user', 'reset-2fa', 'ana')).out, /has no second factor/)
  await asAna(beginSecondFactor)
  await asAna((app) => app.db.updateTable('second_factors').set({ enabled_at: 1 }).execute())
  assert.match((await run('user', 'reset-2fa', 'ana')).out, /is switched off/)
  await asAna(async (app) => {
    assert.deepEqual(await app.db.selectFrom('second_factors').selectAll().execute(), [])
  })
  for (const wrong of [['reset-2fa'], ['reset-2fa', 'ana', '--all']])
    assert.equal((await run('user', ...wrong)).code, EXIT.refused)
  for (const verb of ['reset-2fa', 'sessions', 'sign-out'])
    assert.equal((await run('user', verb, 'nobody')).code, EXIT.notFound)
})
