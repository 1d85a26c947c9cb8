/** Compares the lists in FEDERATION.md with the program (FEP-67ff). */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { ensureInstanceActor } from '../src/core/accounts/instance-actor.ts'
import { storeUser } from '../src/core/users/create.ts'
import { activityTypes } from '../src/federation/activities/index.ts'
import { federationRoutes } from '../src/federation/routes.ts'
import { createHandler } from '../src/http.ts'
import { sanitizeHtml } from '../src/lib/html/sanitize.ts'
import { fetchFrom } from '../src/lib/http-server/web-standard.ts'
import { createKeyPool } from './world/key-pool.ts'
import { createTestApp } from './world/test-app.ts'

const page = readFileSync(new URL('../FEDERATION.md', import.meta.url), 'utf8')

const withoutTicks = (cell: string) => cell.replaceAll('`', '')

/** The first cell of each row in the table under a heading. */
function listed(heading: string, isWanted = (_row: string) => true): string[] {
  const [, section = ''] = page.split(`\n## ${heading}\n`)
  const rows = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '))
  return rows
    .slice(1)
    .filter(isWanted)
    .map((row) => (row.split('|')[1] ?? '').trim())
}

test('FEDERATION.md lists the activities that are accepted, and says which are not sent', () => {
  assert.deepEqual(listed('Activities').map(withoutTicks), [...activityTypes.keys()].sort())
  const received = [...activityTypes.values()].filter(({ effect }) => effect === undefined)
  const unsent = listed('Activities', (row) => row.includes('| (not sent) |')).map(withoutTicks)
  assert.deepEqual(unsent, received.map(({ type }) => type).sort())
})

test('FEDERATION.md lists every address of the protocol', async () => {
  await using testApp = await createTestApp()
  const addresses = listed('Addresses').map((cell) => cell.replaceAll('`', ''))
  const routes = federationRoutes(testApp.app).list.map(({ method, path }) => `${method} ${path}`)
  // Profile pages, and inboxes that reject a GET, are described in the text instead.
  const documented = routes.filter((route) => !route.includes('/@:handle') && !/^GET .*inbox$/.test(route))
  assert.deepEqual([...new Set(documented)].sort(), addresses.sort())
})

test('FEDERATION.md claims exactly the FEPs that are implemented', async () => {
  await using testApp = await createTestApp()
  const { app } = testApp
  const keys = { rsa: await createKeyPool().rsa(), ed25519: await createKeyPool().ed25519() }
  const { account } = await app.transaction((tx) =>
    storeUser(tx, { input: { username: 'ana' }, passwordHash: null, keys }),
  )
  await ensureInstanceActor(app)
  const fetch = fetchFrom(createHandler(app))
  const get = async (path: string) => (await fetch(new Request(new URL(path, app.uris.origin)), {})).text()
  const actor = await get(account.uri)
  const shown: Record<string, boolean> = {
    '67ff': page.startsWith('# Federation'),
    f1d5: (await get('/.well-known/nodeinfo')).includes('/nodeinfo/2.1'),
    '0151': (await get('/nodeinfo/2.1')).includes('"activeMonth"'),
    '2677': (await get('/.well-known/nodeinfo')).includes(app.uris.instanceActor),
    '2c59': actor.includes('"webfinger":"ana@lagoon.test"'),
    '521a': actor.includes('"assertionMethod"'),
    '5feb': actor.includes('"indexable"'),
    '8fcf': (await get(app.uris.followersSynchronization(account.id))).includes('Sign the request'),
    '844e': (await get('/actor')).includes('rfc9421'),
    dc88: sanitizeHtml('<math><annotation encoding="application/x-tex">x^2</annotation></math>') === '$x^2$',
    // These have their own tests, which cite A-30, C8 and E-58.
    '1b12': true,
    '4f05': true,
    '7888': true,
    // The rules about origins have their own tests, which cite S-45, A-03, A-06 and R-32.
    fe34: true,
  }
  const claimed = listed('Supported FEPs').map((cell) => /\[([0-9a-f]{4})\]/.exec(cell)?.[1] ?? cell)
  assert.deepEqual(
    claimed.sort(),
    Object.keys(shown)
      .filter((fep) => shown[fep])
      .sort(),
  )
})
