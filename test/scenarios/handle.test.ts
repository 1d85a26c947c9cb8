/** A remote account is shown under the handle that the handle's own host confirms, and under no other (C17, R-38). */
import assert from 'node:assert/strict'
import type { AccountEntity } from '../../src/api/entities/account.ts'
import { PUBLIC } from '../world/peer-actor.ts'
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

scenario('people whose names have letters outside of ASCII are found, mentioned and shown', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  const peer = await world.peer('forum.test')
  const origin = 'https://forum.test'
  const url = `${origin}/user/j%C3%BCrgen-m%C3%BCller`
  const nodebb = await peer.actor('jürgen-müller', { id: `${origin}/uid/3`, url })
  const asked = '/.well-known/webfinger?resource=acct%3Aj%C3%BCrgen-m%C3%BCller%40forum.test'
  const handle = 'jürgen-müller@forum.test'
  // Macs compose letters in another way.
  for (const typed of [
    handle,
    `@${handle.normalize('NFD')}`,
    '@JÜRGEN-MÜLLER@forum.test',
    `acct:${encodeURI(handle)}`,
  ]) {
    const { accounts } = await ana.search(typed.replace('acct:', ''))
    assert.deepEqual(
      accounts.map(({ acct }) => acct),
      [handle],
      typed,
    )
  }
  assert.ok(peer.requests.includes(`GET ${asked}`))
  const post = await ana.post(`Hallo @${handle}, @anaさん, ü@${handle}`)
  assert.deepEqual(post.mentions.map(({ acct }) => acct).sort(), ['ana', handle])
  await world.settle()
  const [create] = peer.receivedOf('Create') as { object: { tag: unknown[] } }[]
  assert.ok(create?.object.tag.some((tag) => JSON.stringify(tag).includes(`"@${handle}"`)))
  await nodebb.send(lagoon, nodebb.create(nodebb.note('Hallo', { inReplyTo: post.uri, to: [PUBLIC, ana.uri] })))
  await world.settle()
  assert.deepEqual(await ana.notified(), [`mention ${handle}`])
  const headers = { host: lagoon.host, accept: 'text/html' }
  const page = await lagoon.fetch(new Request(`${lagoon.origin}/@${encodeURIComponent(handle)}`, { headers }))
  assert.match(await page.text(), /@<bdi>jürgen-müller@forum\.test<\/bdi>/)
})

scenario('a WebFinger answer may name its subject percent-encoded or composed in another way', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  const subjects = { encoded: 'acct:k%C3%BCche-co@HOST', composed: 'acct:ku\u0308che-co@HOST' }
  for (const [name, subject] of Object.entries(subjects)) {
    const peer = await world.peer(`${name}.forum.test`)
    const actor = await peer.actor('küche-co', { id: `https://${peer.host}/uid/4` })
    const links = [{ rel: 'self', type: 'application/activity+json', href: actor.id }]
    peer.answerWebfinger({ subject: subject.replace('HOST', peer.host), links })
    assert.deepEqual(
      (await ana.search(`@küche-co@${peer.host}`)).accounts.map(({ acct }) => acct),
      [`küche-co@${peer.host}`],
    )
  }
})
