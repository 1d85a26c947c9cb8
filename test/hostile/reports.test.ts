/** Reports about what is not here, of endless length, and very many (R-132, case 56). */
import assert from 'node:assert/strict'
import { pruneReports } from '../../src/core/reports/prune.ts'
import { KEPT_PER_HOST, storeReport } from '../../src/core/reports/store.ts'
import { reporting } from '../scenarios/reporting-server.ts'
import { scenario } from '../world/scenario.ts'

scenario('a report names only what is here and what its server can know', async (world) => {
  const { lagoon, peer, ana, cy, flag, send, reports } = await reporting(world)
  const bo = await peer.actor('bo')
  const secret = await ana.post('for my followers', { visibility: 'private' })
  const note = bo.note('not from here')
  await send(
    flag(secret.uri),
    flag([note.id, bo.id, 'https://lagoon.test/ap/users/12', 'https://lagoon.test/actor']),
    flag([]),
    flag({ type: 'Note' }),
    flag(null),
  )
  assert.deepEqual(await reports(), [])
  await send(flag([ana.uri, secret.uri, note.id, cy.uri]))
  assert.deepEqual(
    (await reports()).map(({ acct, posts }) => [acct, posts]),
    [
      ['cy', []],
      ['ana', []],
    ],
  )
  await bo.send(lagoon, bo.follow(ana.uri))
  await world.settle()
  await send(flag(secret.uri))
  assert.deepEqual((await reports())[0]?.posts, [secret.uri], 'somebody there follows ana')
})

scenario('the comment is bounded text, and a repeated report counts once', async (world) => {
  const { lagoon, ana, flag, send, reports } = await reporting(world)
  const long = flag(ana.uri, { content: `\u0000\u001b[31m${'x'.repeat(20_000)}` })
  await send(long)
  await world.clock.advance('1s')
  await send(long)
  const [report, ...others] = await reports()
  assert.deepEqual([report?.comment.length, report?.comment.startsWith('[31mx'), others], [5_000, true, []])
  await send(flag(Array.from({ length: 5_000 }, (_, n) => `${lagoon.origin}/ap/statuses/${n + 1}`)))
  assert.equal((await reports()).length, 1)
})

scenario('a server sends at most a hundred reports a day, and old ones are dropped', async (world) => {
  const { lagoon, ana, flag, send, reports } = await reporting(world)
  await send(...Array.from({ length: 120 }, () => flag(ana.uri)))
  assert.equal((await reports()).length, 100)
  const { app } = lagoon
  const report = { host: 'misskey.test', reporter_uri: 'https://misskey.test/actor', status_ids: [], comment: '' }
  for (let n = 0; n < KEPT_PER_HOST; n++)
    await app.transaction((tx) =>
      storeReport(tx, { ...report, uri: `https://misskey.test/${n}`, account_id: Number(ana.id) }),
    )
  assert.equal((await reports()).length, KEPT_PER_HOST)
  await world.clock.advance('181d')
  await pruneReports.run(app)
  assert.deepEqual(await reports(), [])
})
