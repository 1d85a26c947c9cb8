/** Other servers report accounts and posts of ours (A-23, R-132, case 56). */
import assert from 'node:assert/strict'
import { listReports } from '../../src/core/reports/list.ts'
import { KEPT_PER_HOST, pruneReports, storeReport } from '../../src/core/reports/store.ts'
import type { Json } from '../world/peer.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'

async function reporting(world: World) {
  const [lagoon, peer] = [await world.server('lagoon.test'), await world.peer('misskey.test')]
  const [ana, cy, reporter] = [await lagoon.user('ana'), await lagoon.user('cy'), await peer.actor('actor')]
  const flag = (object: unknown, changes: Json = {}): Json => ({
    type: 'Flag',
    id: reporter.mint('flags'),
    actor: reporter.id,
    content: 'spam? <b>',
    object,
    ...changes,
  })
  const send = async (...flags: Json[]) => {
    for (const one of flags) await reporter.send(lagoon, one)
    await world.settle()
  }
  const reports = async () =>
    (await listReports(lagoon.app, { limit: 1_000 })).map(({ acct, posts, comment }) => ({ acct, posts, comment }))
  return { lagoon, peer, ana, cy, reporter, flag, send, reports }
}

scenario('reports are stored in every form that servers send', async (world) => {
  const { ana, flag, send, reports } = await reporting(world)
  const { uri } = await ana.post('bad words')
  const shapes: Record<string, Json> = {
    'Misskey, Takahē: one id': flag(ana.uri),
    'Sharkey, BookWyrm: a list': flag([ana.uri]),
    'GoToSocial: account and posts': flag([ana.uri, uri], { content: 'look' }),
    'Hollo: posts and account': flag([uri, ana.uri]),
    'Lemmy: a post, with the reason as summary': flag(uri, { content: null, summary: 'spam <b>' }),
    objects: flag([
      { type: 'Person', id: ana.uri },
      { type: 'Note', id: uri, content: 'x' },
    ]),
    pages: flag([`https://lagoon.test/@ana`]),
  }
  for (const one of Object.values(shapes)) await send(one)
  assert.deepEqual((await reports()).reverse(), [
    { acct: 'ana', posts: [], comment: 'spam? <b>' },
    { acct: 'ana', posts: [], comment: 'spam? <b>' },
    { acct: 'ana', posts: [uri], comment: 'look' },
    { acct: 'ana', posts: [uri], comment: 'spam? <b>' },
    { acct: 'ana', posts: [uri], comment: 'spam <b>' },
    { acct: 'ana', posts: [uri], comment: 'spam? <b>' },
    { acct: 'ana', posts: [], comment: 'spam? <b>' },
  ])
  assert.deepEqual(await ana.notified(), [], 'nobody learns of it')
})

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
