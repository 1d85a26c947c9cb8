import assert from 'node:assert/strict'
import { test } from 'node:test'
import { incomingAccount } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { HOUR } from '../../lib/durations.ts'
import { findAccount } from '../accounts/find.ts'
import { storeRemoteAccount } from '../accounts/store.ts'
import type { App } from '../app.ts'
import { storeFeedAccount } from './store.ts'

const HOST = 'blog.cay.test'

function storeFeed(app: App, path: string) {
  const profile = { domain: HOST, display_name: 'Notes', note: '', url: `https://${HOST}/`, avatar_url: null }
  return app.transaction((tx) =>
    storeFeedAccount(tx, `https://${HOST}${path}`, profile, { host: HOST, interval_ms: HOUR }),
  )
}

function storeActor(app: App, acct: string) {
  const actor = incomingAccount(acct, {})
  return app.transaction((tx) => storeRemoteAccount(tx, actor, { via: 'fetch', handle: { confirmed: true } }))
}

test('an actor of the site takes the handle of its feed, and no feed takes that of an actor', async () => {
  await using world = await createTestApp()
  const { app } = world
  const acct = `${HOST}@${HOST}`
  const feed = await storeFeed(app, '/feed.xml')
  assert.equal(feed.acct_key, acct)
  assert.equal((await storeFeed(app, '/other.xml')).acct_key, null, 'the second feed has its address')
  assert.equal((await storeActor(app, acct)).acct_key, acct)
  assert.equal((await findAccount(app, feed.id))?.acct_key, null)
  assert.equal((await storeFeed(app, '/third.xml')).acct_key, null)
})

test('an actor with the address of a feed is refused, and a feed with that of an actor', async () => {
  await using world = await createTestApp()
  const { app } = world
  const feed = await storeFeed(app, '/feed.xml')
  const actor = { ...incomingAccount(`bo@${HOST}`, {}), uri: feed.uri }
  const store = app.transaction((tx) => storeRemoteAccount(tx, actor, { via: 'fetch', handle: { confirmed: true } }))
  await assert.rejects(store, { code: 'actor-is-feed' })
  const bo = await storeActor(app, `bo@${HOST}`)
  await assert.rejects(storeFeed(app, new URL(bo.uri).pathname), { code: 'feed-is-actor' })
})
