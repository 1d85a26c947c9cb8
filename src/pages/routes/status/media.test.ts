import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remoteAccount } from '../../../../test/world/accounts.ts'
import { remotePicture } from '../../../../test/world/attachments.ts'
import { picture } from '../../../../test/world/photograph.ts'
import { openSite, type Site } from '../../../../test/world/site.ts'
import { statusBy } from '../../../../test/world/statuses.ts'
import { uploaded } from '../../../../test/world/uploads.ts'
import { createStatus } from '../../../core/statuses/create.ts'
import type { Account } from '../../../db/tables/accounts.ts'

/** Two boats, the first with a focal point at its right edge. */
async function boats({ app }: Site, ana: Account) {
  const [red, blue] = [
    await picture({ width: 400, height: 100, colour: '#a02020' }),
    await picture({ colour: '#2020a0' }),
  ]
  return [
    await uploaded(app, ana, red, { description: 'A <red> boat', focus: [1, 0.5] }),
    await uploaded(app, ana, blue),
  ] as const
}

test('a post shows its pictures with alt text, focal point and average colour, each with a page of its own', async () => {
  await using site = await openSite()
  const { account } = await site.member('ana')
  const [red, blue] = await boats(site, account)
  const { id } = await createStatus(site.app, account, { text: 'boats', media: [red.id, blue.id] })
  const browser = site.browser()
  const page = await (await browser.get(`/@ana/${id}`)).text()
  const { origin } = site.app.uris
  assert.match(page, /<ul class="tiles two">/)
  assert.match(
    page,
    new RegExp(
      `<a href="/@ana/${id}/media/1"><svg class="ground".*?fill="#[a-f]\\w(1|2)\\w(1|2)\\w".*?` +
        `<img class="on-dark x20 y5" src="${origin}/media/${red.key}/preview.webp" alt="A &lt;red> boat" loading="lazy"`,
    ),
  )
  assert.match(page, /<details class="alt"><summary>Alt text<\/summary><ol><li value="1" dir="auto">A &lt;red> boat</)
  assert.doesNotMatch(page, /style=/)
  const first = await (await browser.get(`/@ana/${id}/media/1`)).text()
  assert.match(first, /<img width="400" height="100"[^>]* src="[^"]+\/original\.jpg" alt="A &lt;red> boat"/)
  assert.match(
    first,
    /<figcaption dir="auto">A &lt;red> boat<\/figcaption>.*<a rel="next" href="\/@ana\/\d+\/media\/2">/,
  )
  const file = await browser.get(new URL(/href="([^"]+)">Open the file/.exec(first)?.[1] ?? '').pathname)
  assert.deepEqual([file.status, file.headers.get('content-type')], [200, 'image/jpeg'])
  assert.match(await (await browser.get(`/@ana/${id}/media/2`)).text(), /rel="prev"/)
  for (const none of ['0', '3', '-1', '1.5', 'x'])
    assert.equal((await browser.get(`/@ana/${id}/media/${none}`)).status, 404, none)
})

test('one picture alone keeps its proportions, and its place before it loads', async () => {
  await using site = await openSite()
  const { account } = await site.member('ana')
  const [red] = await boats(site, account)
  const { id } = await createStatus(site.app, account, { text: 'a boat', media: [red.id] })
  const page = await (await site.browser().get(`/@ana/${id}`)).text()
  assert.match(page, /<ul class="tiles one">.*<img width="400" height="100"/)
  assert.match(page, /<summary>Alt text<\/summary><p dir="auto">A &lt;red> boat<\/p>/)
})

test('a link to a public post is shown with its picture; what is sensitive or not for all is not', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const imageOn = async (changes: object) => {
    const [red] = await boats(site, account)
    const { id } = await createStatus(site.app, account, { text: 'a boat', media: [red.id], ...changes })
    return [...(await (await browser.get(`/@ana/${id}`)).text()).matchAll(/"og:image([:\w]*)" content="([^"]+)"/g)].map(
      ([, name, value]) => [name, value?.replace(/.*\/(original)/, '$1')],
    )
  }
  assert.deepEqual(await imageOn({}), [
    ['', 'original.jpg'],
    [':alt', 'A &lt;red> boat'],
    [':width', '400'],
    [':height', '100'],
  ])
  for (const hidden of [{ sensitive: true }, { content_warning: 'boats' }, { visibility: 'followers' as const }])
    assert.deepEqual(await imageOn(hidden), [], JSON.stringify(hidden))
})

test('sensitive media are covered, on the page of the post and on their own', async () => {
  await using site = await openSite()
  const { account } = await site.member('ana')
  const [red] = await boats(site, account)
  const { id } = await createStatus(site.app, account, { text: 'a boat', media: [red.id], sensitive: true })
  for (const path of [`/@ana/${id}`, `/@ana/${id}/media/1`])
    assert.match(
      await (await site.browser().get(path)).text(),
      /<details class="warning"><summary><bdi>Sensitive media<\/bdi><\/summary>.*<img/s,
      path,
    )
  const { id: warned } = await createStatus(site.app, account, {
    text: 'a boat',
    media: [(await boats(site, account))[0].id],
    content_warning: 'a wreck',
  })
  assert.match(
    await (await site.browser().get(`/@ana/${warned}/media/1`)).text(),
    /<summary><bdi[^>]*>a wreck<\/bdi><\/summary>.*<img/,
  )
})

test('only who may see a post sees the page of its pictures', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const { browser: other } = await site.member('bo')
  const [red] = await boats(site, account)
  const { id } = await createStatus(site.app, account, { text: 'for few', media: [red.id], visibility: 'followers' })
  const path = `/@ana/${id}/media/1`
  const seen = await Promise.all([browser, other, site.browser()].map(async (one) => (await one.get(path)).status))
  assert.deepEqual(seen, [200, 404, 404])
})

test('media of other servers are shown through this one, and what is no picture, film or sound is linked', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const bo = await remoteAccount(site.app, 'bo@reef.test')
  const kinds = ['image', 'gifv', 'video', 'audio', 'unknown'] as const
  const attachments = kinds.map((type) =>
    remotePicture({ type, url: `https://reef.test/${type}`, description: `the ${type}` }),
  )
  const { id } = await statusBy(site.app, bo, { attachments })
  const page = await (await browser.get(`/@bo@reef.test/${id}`)).text()
  const addresses = [...page.matchAll(/(?:src|poster)="([^"]+)"/g)].map((found) => found[1] ?? '')
  assert.ok(addresses.every((address) => address.startsWith('/') || address.startsWith(site.app.uris.origin)))
  assert.match(page, /<ul class="tiles three">.*<img[^>]* alt="the image"/)
  assert.match(page, /<video controls playsinline loop muted preload="none" poster="[^"]+"[^>]* aria-label="the gifv">/)
  assert.match(page, /<video controls playsinline preload="none" poster="[^"]+"[^>]* aria-label="the video">/)
  assert.match(page, /<audio controls preload="none" src="[^"]+" aria-label="the audio">/)
  assert.match(
    page,
    /<a href="https:\/\/reef.test\/unknown" rel="nofollow noreferrer">the unknown \(<bdi>reef.test<\/bdi>\)/,
  )
  const third = await (await browser.get(`/@bo@reef.test/${id}/media/4`)).text()
  assert.match(third, /<audio.*rel="prev" href="[^"]+\/media\/3"/)
  assert.doesNotMatch(third, /rel="next"/)
  const away = await (await site.browser().get(`/@bo@reef.test/${id}/media/1`)).text()
  assert.match(away, /A post on another server/)
})
