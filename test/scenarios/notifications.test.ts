import assert from 'node:assert/strict'
import type { Json } from '../world/peer.ts'
import { scenario } from '../world/scenario.ts'
import { followedPeer } from './followed-peer.ts'

const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public'

scenario('each kind of notification arrives once and can be dismissed', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await ana.follow(bo, { notify: true })
  await bo.follow(ana)
  await world.settle()
  const post = await ana.post('hello')
  await world.settle()
  const [copy] = await bo.home()
  await bo.favourite(copy as typeof post)
  await bo.boost(copy as typeof post)
  await bo.reply(copy as typeof post, '@ana@lagoon.test hi')
  await bo.post('for those who listen')
  await world.settle()
  const kinds = (await ana.notifications()).map(({ type }) => type).sort()
  assert.deepEqual(kinds, ['favourite', 'follow', 'mention', 'reblog', 'status'])
  await world.clock.advance('1m')
  await ana.edit(post, 'hello!')
  await world.settle()
  assert.deepEqual(await bo.notified(), ['update ana@lagoon.test', 'follow ana@lagoon.test'])

  const only = await ana.notifications('?types[]=favourite&types[]=reblog')
  assert.deepEqual(only.map(({ type }) => type).sort(), ['favourite', 'reblog'])
  const [first] = await ana.notifications()
  await ana.call('POST', `/api/v1/notifications/${first?.id}/dismiss`)
  assert.equal((await ana.notifications()).length, 4)
  await ana.call('POST', '/api/v1/notifications/clear')
  assert.deepEqual(await ana.notifications(), [])
})

scenario('a fetched post notifies nobody', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo, cy] = [await lagoon.user('ana'), await reef.user('bo'), await lagoon.user('cy')]
  reef.reachable = true
  const stop = world.intercept(({ method }) => (method === 'POST' ? 'lose' : undefined))
  const post = await bo.post('@ana@lagoon.test lost on the way')
  await world.settle()
  stop()
  const copy = await cy.find(post.url)
  assert.deepEqual(
    copy.mentions.map(({ acct }) => acct),
    ['ana'],
  )
  assert.deepEqual(await ana.notified(), [])
})

scenario('a reply notifies the author that it addresses, even without a Mention tag (A-41)', async (world) => {
  const { ana, bo, send, lagoon } = await followedPeer(world)
  const cy = await lagoon.user('cy')
  const post = await ana.post('a topic')
  const reply = (words: string, changes: Json) => bo.create(bo.note(words, { inReplyTo: post.uri, ...changes }))
  await send(
    // NodeBB.
    reply('an answer', { to: [PUBLIC, ana.uri], cc: [bo.followers] }),
    reply('a private answer', { to: [ana.uri], cc: [] }),
    reply('an answer to nobody', { to: [PUBLIC], cc: [] }),
    reply('an answer that cy may read', { to: [cy.uri], cc: [PUBLIC] }),
    bo.create(bo.note('no answer', { to: [PUBLIC, ana.uri] })),
  )
  const texts = (await ana.notifications()).map(({ type, status }) => `${type} ${status?.content}`)
  assert.deepEqual(texts, ['mention <p>a private answer</p>', 'mention <p>an answer</p>'])
  assert.deepEqual(await cy.notified(), [])
  assert.deepEqual((await ana.thread(post)).descendants.map(({ visibility }) => visibility).sort(), [
    ...['direct', 'public', 'public', 'unlisted'],
  ])
})
