/** A feed reader follows an account: pictures, edits, deletions, what has not changed, and the archive (RFC 5005). */
import assert from 'node:assert/strict'
import { deleteAccount } from '../../src/core/accounts/delete.ts'
import { findLocalAccount } from '../../src/core/accounts/find.ts'
import { elementsOf, parseXml, readFeed, type XmlElement } from '../world/feed-reader.ts'
import { picture } from '../world/photograph.ts'
import { scenario } from '../world/scenario.ts'
import type { TestServer } from '../world/test-server.ts'

const ask = (server: TestServer, path: string, headers: Record<string, string> = {}) =>
  server.fetch(new Request(new URL(path, server.origin), { headers: { host: server.host, ...headers } }))

const read = async (server: TestServer, path: string) => {
  const text = await (await ask(server, path)).text()
  return path.includes('.json') ? JSON.parse(text) : parseXml(text)
}

const withoutUndefined = (value: object) => JSON.parse(JSON.stringify(value))

scenario('a feed reader shows the pictures of a post with their alt texts', async (world) => {
  const [lagoon] = await world.servers('lagoon.test')
  const ana = await lagoon.user('ana')
  const bytes = [await picture({ colour: '#a00' }), await picture({ width: 90, format: 'png' })] as const
  const ids = [await ana.upload(bytes[0], { description: 'the "sea" & sky' }), await ana.upload(bytes[1])]
  const post = await ana.post('two pictures', { media_ids: ids, language: 'en' })
  const urls = post.media_attachments.map(({ url }) => url)
  const sizes = await Promise.all(
    urls.map(async (url) => Buffer.from(await (await ask(lagoon, url ?? '')).arrayBuffer()).byteLength),
  )

  const atom = await read(lagoon, '/@ana.atom')
  const enclosures = elementsOf(atom, 'link').filter(({ attributes }) => attributes.rel === 'enclosure')
  assert.deepEqual(
    enclosures.map(({ attributes: { href, type, length, title } }) => [href, type, Number(length), title]),
    [
      [urls[0], 'image/jpeg', sizes[0], 'the "sea" & sky'],
      [urls[1], 'image/png', sizes[1], undefined],
    ],
  )
  assert.match(elementsOf(atom, 'content')[0]?.text ?? '', /alt="the &quot;sea&quot; &amp; sky"/)
  const rss = await read(lagoon, '/@ana.rss')
  assert.deepEqual(
    elementsOf(rss, 'enclosure').map(({ attributes }) => attributes),
    [{ url: urls[0], type: 'image/jpeg', length: `${sizes[0]}` }],
  )
  const contents = elementsOf(rss, 'media:content')
  assert.deepEqual(
    contents.map(({ attributes: { url, fileSize, width, medium } }) => [url, Number(fileSize), width, medium]),
    [
      [urls[0], sizes[0], '64', 'image'],
      [urls[1], sizes[1], '90', 'image'],
    ],
  )
  assert.deepEqual(
    contents.map((one) => elementsOf(one, 'media:description').map(({ text }) => text)),
    [['the "sea" & sky'], []],
  )
  const { items } = await read(lagoon, '/@ana.json')
  assert.deepEqual(items[0].attachments, [
    { url: urls[0], mime_type: 'image/jpeg', title: 'the "sea" & sky', size_in_bytes: sizes[0] },
    withoutUndefined({ url: urls[1], mime_type: 'image/png', title: undefined, size_in_bytes: sizes[1] }),
  ])
  for (const format of ['atom', 'rss', 'json'] as const) {
    const feed = readFeed(await (await ask(lagoon, `/@ana.${format}`)).text(), format)
    const [item] = feed.items
    assert.equal(feed.title, 'ana (@ana@lagoon.test)')
    assert.deepEqual([item?.id, item?.url, item?.title], [post.uri, post.url, 'two pictures'])
    assert.ok(item?.content?.includes(`<img src="${urls[0]}" alt="the `), `${format} ${item?.content}`)
  }
})

scenario('sensitive pictures are folded, and rated for readers that hide such', async (world) => {
  const [lagoon] = await world.servers('lagoon.test')
  const ana = await lagoon.user('ana')
  const id = await ana.upload(await picture(), { description: 'what nobody should see at once' })
  await ana.post('', { media_ids: [id], sensitive: true })
  const rss = await read(lagoon, '/@ana.rss')
  assert.deepEqual(
    ['media:rating', 'title'].map((name) => elementsOf(elementsOf(rss, 'item')[0] as XmlElement, name)[0]?.text),
    ['adult', 'Sensitive media'],
  )
  const { items } = await read(lagoon, '/@ana.json')
  assert.match(items[0].content_html, /^<details><summary>Sensitive media<\/summary><p><img /)
})

scenario('an edit and a deletion reach the reader, who is told if nothing has changed', async (world) => {
  const [lagoon] = await world.servers('lagoon.test')
  const ana = await lagoon.user('ana')
  const post = await ana.post('first', { language: 'en' })
  await world.clock.advance('1m')
  for (const format of ['atom', 'rss', 'json']) {
    const path = `/@ana.${format}`
    const first = await ask(lagoon, path)
    const [etag, modified] = ['etag', 'last-modified'].map((name) => first.headers.get(name) ?? '')
    assert.match(first.headers.get('cache-control') ?? '', /^public, max-age=\d+$/)
    assert.equal(Date.parse(modified as string), Math.floor(Date.parse(post.created_at) / 1_000) * 1_000)
    const same = await ask(lagoon, path, { 'if-none-match': `W/${etag}, "x"` })
    assert.deepEqual([same.status, await same.text(), same.headers.get('etag')], [304, '', etag])
    assert.equal((await ask(lagoon, path, { 'if-modified-since': modified as string })).status, 304)
    assert.equal((await ask(lagoon, path, { 'if-modified-since': 'Mon, 01 Jan 2001 00:00:00 GMT' })).status, 200)
    // The tag is more exact than the time.
    const both = { 'if-none-match': '"other"', 'if-modified-since': modified as string }
    assert.equal((await ask(lagoon, path, both)).status, 200)
  }
  const before = await ask(lagoon, '/@ana.atom')
  await ana.call('PUT', `/api/v1/statuses/${post.id}`, { status: 'second' })
  const known = {
    'if-none-match': before.headers.get('etag') ?? '',
    'if-modified-since': before.headers.get('last-modified') ?? '',
  }
  const edited = await ask(lagoon, '/@ana.atom', known)
  assert.equal(edited.status, 200)
  assert.equal(edited.headers.get('last-modified'), null, 'something else may change in this second')
  const [entry] = elementsOf(parseXml(await edited.text()), 'entry')
  const textOf = (name: string) => elementsOf(entry as XmlElement, name)[0]?.text
  assert.deepEqual([textOf('id'), textOf('title'), textOf('published')], [post.uri, 'second', post.created_at])
  assert.ok(Date.parse(textOf('updated') ?? '') > Date.parse(post.created_at))
  assert.match(elementsOf(await read(lagoon, '/@ana.rss'), 'atom:updated')[0]?.text ?? '', /^\d{4}-/)
  assert.equal((await read(lagoon, '/@ana.json')).items[0].date_modified, textOf('updated'))

  await world.clock.advance('1m')
  await ana.call('DELETE', `/api/v1/statuses/${post.id}`)
  const after = parseXml(await (await ask(lagoon, '/@ana.atom', known)).text())
  assert.deepEqual(elementsOf(after, 'entry'), [])
  const [gone] = elementsOf(after, 'at:deleted-entry')
  assert.equal(gone?.attributes.ref, post.uri)
  assert.equal(gone?.attributes.when, elementsOf(after, 'updated')[0]?.text)
})

scenario('the archive holds every post once, and its pages stay as they are', async (world) => {
  const [lagoon] = await world.servers('lagoon.test')
  const ana = await lagoon.user('ana')
  const posted: string[] = []
  const post = async (count: number) => {
    for (let at = 0; at < count; at++) {
      await world.clock.advance('1s')
      posted.unshift((await ana.post(`post ${posted.length}`)).uri)
    }
  }
  const linkIn = (feed: XmlElement, rel: string) =>
    elementsOf(feed, 'link').find(({ attributes }) => attributes.rel === rel)?.attributes.href
  /** The ids on each page, from the feed itself to the first post. */
  const walk = async (): Promise<Map<string, string[]>> => {
    const pages = new Map<string, string[]>()
    let newer: string | undefined
    for (let next: string | undefined = '/@ana.atom'; next !== undefined; ) {
      const feed: XmlElement = await read(lagoon, next)
      assert.equal(elementsOf(feed, 'id')[0]?.text, `${lagoon.origin}/@ana.atom`)
      const isArchive = pages.size > 0
      assert.equal(elementsOf(feed, 'fh:archive').length, isArchive ? 1 : 0)
      assert.equal(linkIn(feed, 'current'), isArchive ? `${lagoon.origin}/@ana.atom` : undefined)
      assert.equal(linkIn(feed, 'hub'), isArchive ? undefined : `${lagoon.origin}/websub`)
      assert.equal(linkIn(feed, 'next-archive'), pages.size > 1 ? newer : undefined)
      const self = linkIn(feed, 'self') as string
      pages.set(
        self,
        elementsOf(feed, 'entry').map((entry) => elementsOf(entry, 'id')[0]?.text as string),
      )
      newer = self
      next = linkIn(feed, 'prev-archive')
    }
    return pages
  }
  await post(70)
  const before = await walk()
  assert.ok(before.size > 2, `${before.size} pages`)
  assert.deepEqual([...before.values()].flat(), posted)
  await post(45)
  const after = await walk()
  assert.deepEqual([...after.values()].flat(), posted)
  for (const [address, ids] of [...before].slice(1)) assert.deepEqual(after.get(address), ids, address)
  for (const ids of after.values()) assert.ok(ids.length <= 60)

  // JSON Feed has the same pages.
  const found: string[] = []
  for (let next: string | undefined = '/@ana.json'; next !== undefined; ) {
    const feed: { next_url?: string; items: { id: string }[] } = await read(lagoon, next)
    found.push(...feed.items.map(({ id }) => id))
    next = feed.next_url
  }
  assert.deepEqual(found, posted)
  const archived = await ask(lagoon, [...after.keys()].at(-1) as string)
  assert.equal(archived.headers.get('cache-control'), 'public, max-age=3600')
  assert.match(archived.headers.get('link') ?? '', /^<[^>]*>; rel="self", .*rel="current".*rel="next-archive"/)
  assert.doesNotMatch(archived.headers.get('link') ?? '', /hub/)
  for (const until of ['1', 'x', '-1', '99999999999999999999'])
    assert.equal((await ask(lagoon, `/@ana.atom?until=${until}`)).status, 404, until)
})

scenario('the feeds of many people tell of the posts of an account that is deleted', async (world) => {
  const [lagoon] = await world.servers('lagoon.test')
  const [ana, bo] = [await lagoon.user('ana'), await lagoon.user('bo')]
  const post = await ana.post('one #sea')
  await ana.post('secret #sea', { visibility: 'unlisted' })
  const other = await bo.post('two #sea')
  const account = await findLocalAccount(lagoon.app, 'ana')
  assert.ok(account)
  await deleteAccount(lagoon.app, account, { via: 'local' })
  await world.settle()
  assert.equal((await ask(lagoon, '/@ana.atom')).status, 410)
  for (const path of ['/local.atom', '/tags/sea.atom']) {
    const feed = await read(lagoon, path)
    assert.deepEqual(
      elementsOf(feed, 'entry').map((entry) => elementsOf(entry, 'id')[0]?.text),
      [other.uri],
    )
    assert.deepEqual(
      elementsOf(feed, 'at:deleted-entry').map(({ attributes }) => attributes.ref),
      [post.uri],
    )
  }
})
