/** A remote account is shown under the handle that the handle's own host confirms, and under no other (C17, R-38). */
import assert from 'node:assert/strict'
import type { AccountEntity } from '../../src/api/entities/account.ts'
import { textOf } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'

scenario('a handle is not shown until its host confirms it (C17)', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  const bo = await (await world.peer('mastodon.test')).actor('bo')
  const restoreWebfinger = world.network.intercept(({ path }) => (path.startsWith('/.well-known/') ? 503 : undefined))
  const { accounts } = await ana.search(bo.id)
  const [found] = accounts as [AccountEntity]
  assert.deepEqual([found.acct, found.username], [bo.id, 'bo'])
  assert.equal((await ana.call('GET', `/api/v1/accounts/lookup?acct=${encodeURIComponent(bo.id)}`)).id, found.id)
  assert.equal((await ana.api('GET', `/api/v1/accounts/lookup?acct=${bo.handle}`)).status, 404)
  const note = bo.note('hello ana', {
    cc: [ana.uri, bo.id],
    tag: [
      { type: 'Mention', href: ana.uri, name: '@ana' },
      { type: 'Mention', href: bo.id, name: '@bo' },
    ],
  })
  await bo.send(lagoon, bo.create(note))
  await world.settle()
  const shown = async () => {
    const status = await ana.find(note.id)
    assert.equal(textOf(status), 'hello ana')
    return [status.account.acct, ...status.mentions.map(({ acct }) => acct).sort()]
  }
  assert.deepEqual(await shown(), [bo.id, 'ana', bo.id])
  restoreWebfinger()
  await world.clock.advance('61m')
  await bo.send(lagoon, bo.create(bo.note('hello again', { cc: [ana.uri] })))
  await world.settle()
  assert.deepEqual(await shown(), [bo.handle, 'ana', bo.handle])
  assert.equal((await ana.api('GET', `/api/v1/accounts/lookup?acct=${bo.id}`)).status, 404)
})
