/** Feeds stay valid, and reveal nothing, whatever people write. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deleteAccount } from '../../src/core/accounts/delete.ts'
import { FORMATS } from '../../src/core/feeds/addresses.ts'
import { createStatus } from '../../src/core/statuses/create.ts'
import { createHandler } from '../../src/http.ts'
import { fetchFrom } from '../../src/lib/http-server/web-standard.ts'
import { reactions } from '../../src/reactions.ts'
import { localUser, remoteAccount } from '../world/accounts.ts'
import { readFeed } from '../world/feed-reader.ts'
import { createTestApp } from '../world/test-app.ts'

async function open() {
  const world = await createTestApp({ reactions })
  const fetch = fetchFrom(createHandler(world.app))
  const get = (path: string) => fetch(new Request(world.app.uris.origin + path, { redirect: 'manual' }), {})
  return { ...world, get, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

const SCRIPT = '<script>alert(1)</script>'
const HOSTILE = [
  '\u0001\u0008\u000b\u000c\u001f\u007f\u0085\u009f',
  ']]>',
  '<![CDATA[ x ]]>',
  '<!DOCTYPE x [<!ENTITY a "aaaa">]>&a;&#0;&#x1;&#xFFFF;',
  '</title></entry></item></channel></rss></feed><entry>',
  SCRIPT,
  '&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;script&amp;gt; &amp;amp;lt;script&amp;amp;gt;',
  '"><img src=x onerror=alert(1)>',
  '\ud800 lone \udc00 surrogates \udfff\ud800',
  '\ufffe\uffff\u{1fffe}',
  '\u202e right to left \u2066',
  '\u2028\u2029\r\n\r',
  '日本語 🏝️ 👩‍👩‍👧 e\u0301',
  'مرحبا بالعالم',
  '%s%n{{7*7}}',
]

test('feeds are valid whatever is written into posts, names and profiles', async () => {
  await using site = await open()
  const { account: ana } = await localUser(site.app, 'ana')
  await site.app.db
    .updateTable('accounts')
    // As a row may be by an error elsewhere.
    .set({
      display_name: HOSTILE.join(' '),
      note: HOSTILE.join('<p>'),
    })
    .where('id', '=', ana.id)
    .execute()
  for (const text of HOSTILE) {
    await createStatus(site.app, ana, { text: `a ${text} #sea` })
    await createStatus(site.app, ana, { text: `b ${text} #sea`, content_warning: text })
    // As a row may be by an error elsewhere.
    const { id } = await createStatus(site.app, ana, { text: 'c #sea' })
    const row = { content: `<p>${text.replaceAll('<', '&lt;')}</p>`, content_warning: text, language: 'x"><y>' }
    await site.app.db.updateTable('statuses').set(row).where('id', '=', id).execute()
  }
  for (const path of ['/@ana', '/@ana/replies', '/@ana/tagged/sea', '/tags/sea', '/local'])
    for (const format of FORMATS) {
      const response = await site.get(`${path}.${format}`)
      const { title, items } = readFeed(await response.text(), format)
      assert.ok(title, path)
      assert.ok(items.length >= 12, `${path}.${format} ${items.length}`)
      for (const item of items) {
        assert.match(item.id ?? '', /^https:\/\/lagoon\.test\/ap\/statuses\/\d+$/)
        assert.ok(item.title, 'every post has a title')
        for (const part of [title, item.title, item.content])
          assert.doesNotMatch(part ?? '', /<script|<img src=x|\p{Surrogate}|[\u0000-\u0008\ufffe\uffff]/u, path)
        assert.doesNotMatch(item.title ?? '', /[\u202e\u2066\n]/)
      }
    }
})

test('no feed shows or tells of a post that is not public (R-52)', async () => {
  await using site = await open()
  const { account: ana } = await localUser(site.app, 'ana')
  const { account: bo } = await localUser(site.app, 'bo')
  const eve = await remoteAccount(site.app, 'eve@reef.test')
  assert.ok(eve)
  const shown = await createStatus(site.app, ana, { text: 'public #sea' })
  for (const visibility of ['unlisted', 'followers', 'direct'] as const) {
    await createStatus(site.app, ana, { text: `@bo secret ${visibility} #sea`, visibility })
    await createStatus(site.app, bo, { text: `@ana secret answer #sea`, visibility, in_reply_to_id: shown.id })
  }
  for (const path of ['/@ana', '/@ana/replies', '/@ana/tagged/sea', '/@bo', '/@bo/replies', '/tags/sea', '/local'])
    for (const format of FORMATS) {
      const text = await (await site.get(`${path}.${format}`)).text()
      assert.doesNotMatch(text, /secret/, path)
      assert.equal(readFeed(text, format).items.length, path.startsWith('/@bo') ? 0 : 1, path)
    }
})

test('a content warning, a fold and a sensitive picture reveal nothing in titles and summaries', async () => {
  await using site = await open()
  const { account: ana } = await localUser(site.app, 'ana')
  await createStatus(site.app, ana, { text: 'the butler did it', content_warning: 'end of the film' })
  const folded = 'about the book\n\n<details><summary>end</summary>\n\nthe cook did it\n\n</details>'
  await createStatus(site.app, ana, { text: folded, format: 'text/markdown' })
  for (const format of FORMATS) {
    const { items } = readFeed(await (await site.get(`/@ana.${format}`)).text(), format)
    assert.deepEqual(items.map(({ title }) => title).toSorted(), ['about the book', 'end of the film'])
    const covered = items.find(({ title }) => title === 'end of the film')?.content
    assert.match(covered ?? '', /^<details><summary>Content warning: end of the film<\/summary><p>the butler/)
  }
})

test('a feed of texts of 100 kB is valid and has a bounded length', async () => {
  await using site = await open()
  const { account: ana } = await localUser(site.app, 'ana')
  const long = `<p>${'<b>&amp;]]&gt;</b>'.repeat(6_000)}</p>`
  for (let at = 0; at < 70; at++) await createStatus(site.app, ana, { text: `${at}` })
  await site.app.db.updateTable('statuses').set({ content: long, revision: 9 }).execute()
  for (const format of FORMATS) {
    const text = await (await site.get(`/@ana.${format}`)).text()
    const { items } = readFeed(text, format)
    assert.ok(items.length > 0)
    assert.ok(text.length < 4_000_000, `${text.length}`)
  }
})

test('the feed of a suspended or deleted account is gone, and one of another server leads there', async () => {
  await using site = await open()
  const { account: ana } = await localUser(site.app, 'ana')
  const { account: bo } = await localUser(site.app, 'bo')
  await remoteAccount(site.app, 'eve@reef.test')
  await createStatus(site.app, ana, { text: 'suspended #sea' })
  await createStatus(site.app, bo, { text: 'deleted #sea' })
  const now = site.app.clock.now()
  await site.app.db.updateTable('accounts').set({ suspended_at: now, revision: 9 }).where('id', '=', ana.id).execute()
  await deleteAccount(site.app, bo, { via: 'local' })
  for (const format of FORMATS) {
    for (const path of ['/@ana', '/@ana/replies', '/@ana/tagged/sea', '/@bo'])
      assert.equal((await site.get(`${path}.${format}`)).status, 410, path)
    for (const path of ['/tags/sea', '/local'])
      assert.equal(readFeed(await (await site.get(`${path}.${format}`)).text(), format).items.length, 0)
    for (const path of ['/@nobody', '/@ana.b', '/@nobody@reef.test', '/@nobody/replies', '/@ana/tagged/.', '/tags/...'])
      assert.ok([404, 410].includes((await site.get(`${path}.${format}`)).status), path)
    const elsewhere = await site.get(`/@eve@reef.test.${format}`)
    assert.equal(elsewhere.status, 404)
    assert.match(await elsewhere.text(), /is on another server.*https:\/\/reef\.test\/@eve$/m)
  }
})
