/** Feeds as their readers get them, by HTTP. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localUser } from '../../test/world/accounts.ts'
import { createTestApp } from '../../test/world/test-app.ts'
import { pruneFeedDeletions } from '../core/feeds/deletions.ts'
import { createStatus } from '../core/statuses/create.ts'
import { deleteStatus } from '../core/statuses/delete.ts'
import { createHandler } from '../http.ts'
import { DAY } from '../lib/durations.ts'
import { fetchFrom } from '../lib/http-server/web-standard.ts'
import { reactions } from '../reactions.ts'

async function open() {
  const world = await createTestApp({ reactions })
  const fetch = fetchFrom(createHandler(world.app))
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(new Request(world.app.uris.origin + path, { headers, redirect: 'manual' }), {})
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  return { ...world, get, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

test('the Atom feed of an account has its public posts and nothing else (R-52)', async () => {
  await using site = await open()
  const { account: ana } = await localUser(site.app, 'ana')
  const post = await createStatus(site.app, ana, { text: 'for all <b>of you</b> #sea', language: 'en' })
  for (const visibility of ['unlisted', 'followers', 'direct'] as const)
    await createStatus(site.app, ana, { text: `secret ${visibility}`, visibility })
  const feed = await site.get('/@ana.atom')
  assert.equal(feed.status, 200)
  assert.equal(feed.headers.get('content-type'), 'application/atom+xml; charset=utf-8')
  assert.match(feed.text, new RegExp(`<entry xml:lang="en"><id>${post.uri}</id><title>for all of you #sea</title>`))
  assert.doesNotMatch(feed.text, /secret/)
})

test('an account, its replies, its hashtags, hashtags and this server have feeds in three formats', async () => {
  await using site = await open()
  const { account: ana } = await localUser(site.app, 'ana')
  const { account: bo } = await localUser(site.app, 'bo')
  const first = await createStatus(site.app, ana, { text: 'first #Sea' })
  await createStatus(site.app, bo, { text: 'second #sea' })
  await createStatus(site.app, ana, { text: 'third' })
  await createStatus(site.app, bo, { text: '@ana answer', in_reply_to_id: first.id })
  const holds = async (name: string) => {
    const found = []
    for (const format of ['atom', 'rss', 'json']) {
      const { status, text } = await site.get(`${name}.${format}`)
      assert.equal(status, 200, `${name}.${format}`)
      found.push(['first', 'second', 'third', 'answer'].filter((word) => text.includes(`${word}`)).join(' '))
    }
    return [...new Set(found)]
  }
  assert.deepEqual(await holds('/@ana'), ['first third'])
  assert.deepEqual(await holds('/@bo'), ['second'])
  assert.deepEqual(await holds('/@bo/replies'), ['second answer'])
  assert.deepEqual(await holds('/@ana/tagged/sea'), ['first'])
  assert.deepEqual(await holds('/tags/sea'), ['first second'])
  assert.deepEqual(await holds('/local'), ['first second third'])
})

test('a feed has one address, which other spellings lead to, and Accept changes nothing', async () => {
  await using site = await open()
  const { account: ana } = await localUser(site.app, 'ana')
  await createStatus(site.app, ana, { text: 'hello #sea' })
  for (const [path, to] of [
    ['/@ANA.atom', '/@ana.atom'],
    ['/@ana@lagoon.test.rss', '/@ana.rss'],
    ['/tags/SEA.json', '/tags/sea.json'],
    ['/@ana/tagged/S%C3%A9a.atom?until=5', '/@ana/tagged/sea.atom?until=5'],
  ] as const) {
    const { status, headers } = await site.get(path)
    assert.deepEqual([status, headers.get('location')], [301, to])
  }
  for (const accept of ['application/activity+json', 'text/html', 'application/rss+xml', '*/*']) {
    const { headers } = await site.get('/@ana.atom', { accept })
    assert.equal(headers.get('content-type'), 'application/atom+xml; charset=utf-8', accept)
  }
  const page = await site.get('/@ana', { accept: 'application/atom+xml' })
  assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
})

test('a feed tells of the deletion of posts that were public, for a month (RFC 6721)', async () => {
  await using site = await open()
  const { account: ana } = await localUser(site.app, 'ana')
  const { account: bo } = await localUser(site.app, 'bo')
  const first = await createStatus(site.app, bo, { text: 'first' })
  const post = await createStatus(site.app, ana, { text: 'public #sea' })
  const reply = await createStatus(site.app, ana, { text: '@bo reply', in_reply_to_id: first.id })
  const secrets = []
  for (const visibility of ['unlisted', 'followers', 'direct'] as const)
    secrets.push(await createStatus(site.app, ana, { text: `secret ${visibility} #sea`, visibility }))
  for (const { id } of [post, reply, ...secrets]) await deleteStatus(site.app, ana, id)
  const deletedIn = async (name: string) => {
    const [atom, rss, json] = [
      await site.get(`${name}.atom`),
      await site.get(`${name}.rss`),
      await site.get(`${name}.json`),
    ]
    const tags = [atom, rss].map(({ text }) =>
      [...text.matchAll(/<at:deleted-entry ref="([^"]*)"/g)].map((found) => found[1]),
    )
    const listed = (JSON.parse(json.text)._deleted ?? []).map((item: { id: string }) => item.id)
    assert.deepEqual(tags, [listed, listed])
    return listed.toSorted()
  }
  assert.deepEqual(await deletedIn('/@ana'), [post.uri])
  assert.deepEqual(await deletedIn('/@ana/replies'), [post.uri, reply.uri].toSorted())
  assert.deepEqual(await deletedIn('/@ana/tagged/sea'), [post.uri])
  assert.deepEqual(await deletedIn('/tags/sea'), [post.uri])
  assert.deepEqual(await deletedIn('/local'), [post.uri])
  assert.deepEqual(await deletedIn('/@bo'), [])
  site.advance(31 * DAY)
  assert.deepEqual(await deletedIn('/@ana'), [])
  await pruneFeedDeletions.run(site.app)
  assert.deepEqual(await site.app.db.selectFrom('feed_deletions').selectAll().execute(), [])
})
