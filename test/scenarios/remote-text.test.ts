/** The text of posts of other servers: links, pictures and mentions in it. */
import assert from 'node:assert/strict'
import { scenario } from '../world/scenario.ts'
import { followedPeer } from './followed-peer.ts'

const BASE = 'https://mastodon.test'

scenario('relative links in a post lead to the server of its author', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const content = '<p><a href="/wanda/tag:tea">#tea</a> <a href="next">next</a> <a href="#top">top</a></p>'
  await send(bo.create(bo.note('x', { content, url: `${BASE}/wanda/a-cup` })))
  const [post] = await ana.home()
  assert.deepEqual(
    [...(post?.content ?? '').matchAll(/href="([^"]*)"/g)].map(([, href]) => href),
    [`${BASE}/wanda/tag:tea`, `${BASE}/wanda/next`, `${BASE}/wanda/a-cup#top`],
  )
})

scenario('relative links in a profile lead to its server', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  const link = '<a href="../about">x</a>'
  const attachment = [{ type: 'PropertyValue', name: 'Web', value: link }]
  const bo = await (await world.peer('reef.test')).actor('bo', { summary: `<p>${link}</p>`, attachment })
  const { note, fields } = await ana.findAccount(bo.handle)
  for (const html of [note, fields[0]?.value ?? '']) assert.match(html, /<a href="https:\/\/reef\.test\/about"/)
})

scenario('pictures in the text of a post are attached to it with their alt texts, each once', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const pictures = [
    '<img src="/img/cup.png" alt="a cup" width="640" height="480">',
    '<img src="https://cdn.test/listed.jpg" alt="listed">',
    '<img src="/img/cup.png" alt="the same cup">',
    '<img src="https://cdn.test/pot" title="a pot">',
  ]
  const others = [
    '<img class="emoji emoji-android" src="/smile.png" alt="😄">',
    '<img src="/blob.png" alt=":blob:">',
    '<img src="/pixel.gif" width="1" height="1">',
    '<img src="/tiny.png" width="16" alt="tiny">',
    '<img src="data:image/png;base64,AAAA" alt="data">',
    '<img src="/drawing.svg" alt="drawing">',
    '<img alt="nothing">',
  ]
  const attachment = [{ type: 'Document', mediaType: 'image/jpeg', url: 'https://cdn.test/listed.jpg', name: 'own' }]
  const content = `<p>Tea: ${pictures.join(' ')} ${others.join(' ')}</p>`
  await send(bo.create(bo.note('x', { content, attachment })))
  const [post] = await ana.home()
  assert.deepEqual(
    post?.media_attachments.map(({ type, remote_url, description }) => [type, remote_url, description]),
    [
      ['image', 'https://cdn.test/listed.jpg', 'own'],
      ['image', `${BASE}/img/cup.png`, 'a cup'],
      ['image', 'https://cdn.test/pot', 'a pot'],
    ],
  )
  assert.deepEqual(post?.media_attachments[1]?.meta?.original, {
    width: 640,
    height: 480,
    size: '640x480',
    aspect: 4 / 3,
  })
  assert.match(post?.content ?? '', /^<p>Tea: +😄 :blob: +tiny data drawing nothing<\/p>$/)
})

scenario('a post has no more pictures than others; the rest stay as their alt texts', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const pictures = Array.from({ length: 20 }, (_, n) => `<img src="/${n}.png" alt="no ${n}">`)
  await send(bo.create(bo.note('x', { content: `<p>${pictures.join(' ')}</p>` })))
  const [post] = await ana.home()
  assert.equal(post?.media_attachments.length, 16)
  assert.match(post?.content ?? '', /no 16 no 17 no 18 no 19/)
})

scenario('links and pictures in the summary of an article are read like those in its text', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const summary = '<p>Tea <a href="/pot">pot</a></p> <p><img src="/img/cup.png" alt="a cup"></p>'
  const content = `${summary}<p>And more: <img src="/img/spoon.png" alt="a spoon"></p>`
  await send(bo.create(bo.note('x', { type: 'Article', name: 'Cups', summary, content, url: `${BASE}/wanda/cups` })))
  const [post] = await ana.home()
  assert.deepEqual(
    post?.media_attachments.map(({ description }) => description),
    ['a cup', 'a spoon'],
  )
  const shown = (post?.content ?? '').replaceAll(/ rel="[^"]*" target="_blank"/g, '')
  const link = `<p><a href="${BASE}/wanda/cups">${BASE}/wanda/cups</a></p>`
  assert.equal(shown, `<p><strong>Cups</strong></p><p>Tea <a href="${BASE}/pot">pot</a></p> ${link}`)
})

scenario('links to mentioned people lead to the address that clients know, and in our pages to ours', async (world) => {
  const { lagoon, ana, bo, peer, send } = await followedPeer(world)
  const cy = await peer.actor('cy')
  const tag = [
    { type: 'Mention', href: ana.uri, name: '@ana@lagoon.test' },
    { type: 'Mention', href: cy.id, name: '@cy' },
  ]
  const hrefs = [
    ...[ana.uri, 'https://lagoon.test/@ana', `${BASE}/@ana@lagoon.test`, `${BASE}/@/ana@lagoon.test`],
    ...[cy.id, `${BASE}/@CY@mastodon.test/`, 'https://lagoon.test/@somebody'],
  ]
  const content = hrefs.map((href) => `<a class="u-url mention" href="${href}">@x</a>`).join(' ')
  const topic = await ana.post('a topic')
  await send(bo.create(bo.note('x', { content, tag, cc: [ana.uri, cy.id], inReplyTo: topic.uri })))
  const [reply] = (await ana.thread(topic)).descendants
  const urls = new Map(reply?.mentions.map(({ acct, url }) => [acct, url]))
  const links = (html: string) => [...html.matchAll(/<a href="([^"]*)"[^>]*>@x/g)].map(([, href]) => href)
  const [own, other, unknown] = [urls.get('ana'), urls.get('cy@mastodon.test'), hrefs[6]]
  assert.equal(own, 'https://lagoon.test/@ana')
  assert.deepEqual(links(reply?.content ?? ''), [own, own, own, own, other, other, unknown])
  const headers = { host: lagoon.host, accept: 'text/html' }
  const page = await lagoon.fetch(new Request(topic.url, { headers }))
  assert.deepEqual(links(await page.text()), ['/@ana', '/@ana', '/@ana', '/@ana', other, other, unknown])
})
