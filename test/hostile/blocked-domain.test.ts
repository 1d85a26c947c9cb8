/** Nothing is sent to a blocked domain and nothing of it is stored, whatever leads there. */
import assert from 'node:assert/strict'
import { findAccountByUri } from '../../src/core/accounts/find.ts'
import { blockDomain } from '../../src/core/domains/block.ts'
import type { Peer } from '../world/peer.ts'
import { signRequest } from '../world/sign-request.ts'
import { hostile, type Scene, stateOf } from './scene.ts'

interface Blocked extends Scene {
  /** A subdomain of the domain that is blocked. */
  blocked: Peer
}

/** Blocks a domain, and asserts that it hears nothing while the story runs. */
function blockedDomain(name: string, story: (scene: Blocked) => Promise<void>): void {
  hostile(name, async (scene) => {
    const blocked = await scene.world.peer('social.blocked.test')
    await blockDomain(scene.lagoon.app, 'blocked.test')
    await story({ ...scene, blocked })
    await scene.world.settle()
    assert.deepEqual(blocked.requests, [])
    assert.deepEqual(blocked.received, [])
  })
}

const toBlocked = (path: string) => () =>
  new Response(null, { status: 302, headers: { location: `https://social.blocked.test${path}` } })

blockedDomain('an actor whose handle is on a blocked domain is not stored (R-130)', async (scene) => {
  const { lagoon, ana, blocked, mallory } = scene
  const wf = await mallory.peer.actor('wf', { webfinger: `wf@${blocked.host}` })
  blocked.pointHandle('wf', wf)
  assert.equal((await wf.post(lagoon, wf.follow(ana.uri))).status, 401)
  await ana.search(wf.id)
  await ana.search(`@${wf.handle}`)
  await ana.search(`@wf@${blocked.host}`)
  assert.equal(await findAccountByUri(lagoon.app, wf.id), undefined)
})

blockedDomain(
  'WebFinger of another server that names a handle on a blocked domain is not followed (R-130)',
  async (scene) => {
    const { lagoon, ana, mallory } = scene
    const subject = 'acct:wf@social.blocked.test'
    const wf = await mallory.peer.actor('wf')
    const links = [{ rel: 'self', type: 'application/activity+json', href: wf.id }]
    mallory.peer.answerWebfinger({ subject, links })
    assert.equal((await wf.post(lagoon, wf.follow(ana.uri))).status, 401)
    await ana.search(`@${wf.handle}`)
    assert.equal(await findAccountByUri(lagoon.app, wf.id), undefined)
  },
)

blockedDomain(
  'no redirect leads to a blocked domain: not of a key, an actor, a post or its page (R-130)',
  async (scene) => {
    const { lagoon, ana, mallory, world } = scene
    const paths = ['/users/key', '/users/actor', '/notes/1']
    for (const path of paths) mallory.peer.serve(path, toBlocked(path))
    mallory.peer.serve('/page', () => {
      const link = '<link rel="alternate" type="application/activity+json" href="https://social.blocked.test/notes/1">'
      return new Response(link, { headers: { 'content-type': 'text/html' } })
    })
    const origin = mallory.peer.origin
    assert.equal((await mallory.post(lagoon, mallory.follow(ana.uri), { keyId: `${origin}/users/key` })).status, 401)
    for (const path of [...paths, '/page']) await ana.search(origin + path)
    const tag = [{ type: 'Mention', href: `${origin}/users/actor`, name: '@actor' }]
    const inReplyTo = `${origin}/notes/1`
    await mallory.send(lagoon, mallory.create(mallory.note('hi', { inReplyTo, tag, cc: [ana.uri] })))
    await world.settle()
  },
)

blockedDomain('an account with a shared inbox on a blocked domain gets nothing there (R-130)', async (scene) => {
  const { lagoon, ana, blocked, mallory, world } = scene
  const endpoints = { sharedInbox: `${blocked.origin}/inbox` }
  const cy = await mallory.peer.actor('cy', { inbox: `${blocked.origin}/cy`, endpoints })
  await cy.send(lagoon, cy.follow(ana.uri))
  await world.settle()
  await ana.post('for my followers')
})

blockedDomain('followers are not compared with a list on a blocked domain (R-130)', async (scene) => {
  const { lagoon, bo, world } = scene
  const url = new URL(`${lagoon.origin}/inbox`)
  const list = `${bo.id}/followers_list`
  bo.peer.serve(list, toBlocked('/list'))
  const body = JSON.stringify(bo.create(bo.note('hello')))
  const announced = `collectionId="${bo.followers}", url="${list}", digest="${'ab'.repeat(32)}"`
  const headers = signRequest({
    ...{ url, method: 'POST', body, now: world.clock.now() },
    key: { keyId: bo.keyId, privatePem: bo.keys.privatePem },
    headers: { 'collection-synchronization': announced },
  })
  assert.equal((await bo.peer.send(url.href, 'POST', headers, body)).status, 202)
  await world.pass('2m')
  assert.ok(bo.peer.requests.includes(`GET ${new URL(list).pathname}`))
})

hostile(
  'what arrived before its domain was blocked has no effect (R-130)',
  async ({ lagoon, ana, bo, mallory, world }) => {
    await mallory.send(lagoon, mallory.follow(ana.uri))
    await bo.send(lagoon, bo.create(bo.note('hello')))
    await blockDomain(lagoon.app, 'evil.test')
    await blockDomain(lagoon.app, 'mastodon.test')
    const before = await stateOf(lagoon.app)
    await world.settle()
    assert.deepEqual(await stateOf(lagoon.app), before)
  },
)

hostile('a known account has no more effect once the domain of its handle is blocked (R-130)', async (scene) => {
  const { lagoon, ana, mallory, world, changesNothing } = scene
  const handles = await world.peer('handles.test')
  const wf = await mallory.peer.actor('wf', { webfinger: 'wf@handles.test' })
  handles.pointHandle('wf', wf)
  assert.equal((await lagoon.app.remote.account(wf.id)).domain, 'handles.test')
  await blockDomain(lagoon.app, 'handles.test')
  handles.requests.length = 0
  await changesNothing(wf, wf.follow(ana.uri), wf.create(wf.note('hi', { cc: [ana.uri] })), wf.update(wf.document))
  await world.pass('2 days')
  await ana.search(wf.id)
  assert.deepEqual(handles.requests, [])
})
