/** Text that tries to run script, and text that exhausts the CPU (cases 73 and 77). */
import assert from 'node:assert/strict'
import { SECOND } from '../../src/lib/durations.ts'
import { sanitizeHtml } from '../../src/lib/html/sanitize.ts'
import { ENDLESS, INJECTIONS } from '../payloads/script-injections.ts'
import { cpuTime, hostile } from './scene.ts'

/** Not a performance target: a pattern that backtracks takes minutes. */
const BOUND_MS = 2500

const TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-z]+(?:="[^"<>]*")?)*)\s*\/?>/g
const TAGS = new Set(
  `p br span a del s pre blockquote code b strong u i em ul ol li ruby rt rp ins sub sup abbr bdi details summary`.split(
    ' ',
  ),
)
const ATTRIBUTES = new Set('href rel class target translate lang dir title start reversed value'.split(' '))
const CLASS = /^(?:mention|hashtag|ellipsis|invisible|quote-inline|(?:h|p|u|dt|e)-[\w-]+)$/

/** Asserts that every `<` starts a harmless tag with harmless attributes. */
function isInert(html: string, about: string): void {
  const rest = html.replace(TAG, (_, __, tag: string, attributes: string) => {
    assert.ok(TAGS.has(tag), `${about}: <${tag}> in ${html}`)
    for (const [, name = '', value = ''] of attributes.matchAll(/([a-z]+)(?:="([^"]*)")?/g)) {
      assert.ok(ATTRIBUTES.has(name), `${about}: ${name} in ${html}`)
      if (name === 'href')
        assert.match(value, /^(?:https?|mailto|tel|magnet|gemini|gopher|xmpp|ircs?|dat|dweb|ipfs|ipns):/, about)
      if (name === 'target') assert.ok(html.includes('noopener'), about)
      if (name === 'class') for (const one of value.split(' ').filter(Boolean)) assert.match(one, CLASS, about)
    }
    return ''
  })
  assert.ok(!rest.includes('<'), `${about}: ${rest}`)
}

hostile('nothing in a remote post runs in a browser (case 73)', async ({ world, ana, bo, lagoon }) => {
  const post = await ana.post('a post')
  for (const [n, html] of INJECTIONS.entries()) {
    const clean = sanitizeHtml(html)
    assert.equal(sanitizeHtml(clean), clean, 'sanitizing twice changes nothing')
    const type = ['Note', 'Article', 'Question'][n % 3] as string
    const tag = [
      { type: 'Emoji', name: ':ACT:', icon: { url: html } },
      { type: 'Hashtag', name: `#${html}` },
    ]
    const note = bo.note('x', {
      content: html,
      summary: html,
      // A Note with a name and no content is a vote.
      ...(type !== 'Note' && { name: html }),
      type,
      tag,
      inReplyTo: post.uri,
      oneOf: [{ name: html }],
    })
    const { status } = await bo.post(lagoon, bo.create(note))
    assert.equal(status, 202)
  }
  await world.settle()
  const { descendants } = await ana.thread(post)
  assert.equal(descendants.length, INJECTIONS.length)
  for (const { content, emojis, tags, url } of descendants) {
    isInert(content, 'a post')
    assert.match(url ?? '', /^https:\/\/mastodon\.test\//)
    for (const emoji of emojis) assert.match(emoji.url, /^https?:\/\//)
    for (const { name } of tags) assert.doesNotMatch(name, /[<>"'&]/)
  }
  const page = await lagoon.fetch(
    new Request(post.url as string, { headers: { host: lagoon.host, accept: 'text/html' } }),
  )
  const html = await page.text()
  assert.equal(page.status, 200)
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/)
  isPageInert(html)
})

/** Asserts that one of our pages has no script, event handler, foreign frame or style, whatever content it shows. */
function isPageInert(html: string): void {
  for (const [tag] of html.matchAll(/<[a-zA-Z!/](?:"[^"]*"|[^>"])*>/g)) {
    assert.doesNotMatch(
      tag,
      /^<(?:script|svg|math|iframe|object|embed|base|style|template|noscript|form(?! class))\b/i,
      tag,
    )
    assert.doesNotMatch(tag.replace(/"[^"]*"/g, '""'), /\son[a-z]+\s*=/i, tag)
    assert.doesNotMatch(tag, /(?:href|src|action)="(?:javascript|data:text|vbscript)/i, tag)
  }
}

const PICTURE = '<img src="/1.png">'
/** Pictures leave the text, and with them the paragraphs that hold nothing else: in no way may other parts go with them. */
const WITH_PICTURES = [
  `<p class="h-x">${PICTURE}</p>${PICTURE}<ul><li>text<p></p>tail</li></ul>`,
  `<p class="h-${'x'.repeat(38)}">${PICTURE}</p><h1>${PICTURE}</h1><ul><li><p></p>tail</li></ul>`,
  `<p>${PICTURE}<b></p><p>tail</p>`,
  `<blockquote><p>${PICTURE}</p>${PICTURE}<p></p>tail</blockquote>`,
]

hostile('where pictures are taken out of a text, each element still begins and ends', async ({ ana, bo, send }) => {
  for (const content of WITH_PICTURES) {
    const note = bo.note('', { content })
    await send(bo.create(note))
    const { content: html } = await ana.find(note.id)
    const open: string[] = []
    for (const [, end, name] of html.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g))
      if (end === '') open.push(name as string)
      else assert.equal(open.pop(), name, `${content} → ${html}`)
    assert.deepEqual(open, [], `${content} → ${html}`)
    assert.match(html, /tail/, content)
  }
})

hostile(
  'nothing in a profile or a local post runs in a browser (case 73)',
  async ({ world, ana, bo, lagoon, send }) => {
    const page = async (path: string) => {
      const answer = await lagoon.fetch(
        new Request(lagoon.origin + path, { headers: { host: lagoon.host, accept: 'text/html' } }),
      )
      assert.ok(answer.status < 500, `${path} ${answer.status}`)
      return answer.text()
    }
    for (const [n, html] of INJECTIONS.entries()) {
      const attachment = [{ type: 'PropertyValue', name: html, value: html }]
      const updated = world.clock.iso(n * SECOND)
      await bo.post(
        lagoon,
        bo.update({ ...bo.document, name: html, summary: html, attachment, url: html, icon: { url: html }, updated }),
      )
      await world.settle()
      const account = await ana.findAccount(bo.handle)
      isInert(account.note, html)
      for (const { value } of account.fields) isInert(value, html)
      for (const address of [account.url, account.avatar, account.header]) assert.match(address, /^https?:\/\//)
      isPageInert(await page(`/@${bo.handle}`))
    }
    for (const html of INJECTIONS) {
      for (const content_type of ['text/plain', 'text/markdown']) {
        const status = await ana.call('POST', '/api/v1/statuses', { status: html, spoiler_text: html, content_type })
        isInert(status.content, html)
        isPageInert(await page(new URL(status.url).pathname))
      }
      const fields_attributes = [{ name: html.slice(0, 200), value: html.slice(0, 200) }]
      const own = await ana.call('PATCH', '/api/v1/accounts/update_credentials', {
        display_name: html.slice(0, 30),
        note: html,
        fields_attributes,
      })
      isInert(own.note, html)
      for (const { value } of own.fields) isInert(value, html)
    }
    isPageInert(await page('/@ana'))
    for (const html of INJECTIONS) {
      const inAddress = encodeURIComponent(html)
      for (const path of [
        `/tags/${inAddress}`,
        `/@${inAddress}`,
        `/@ana/${inAddress}`,
        `/authorize_interaction?uri=${inAddress}`,
        `/${inAddress}`,
        `/setup/${inAddress}`,
      ])
        isPageInert(await page(path))
    }
    await send(bo.create(bo.note('still alive')))
  },
)

hostile('no text takes long to process (case 77)', async ({ world, ana, bo, lagoon }) => {
  const LONG = 99_000
  for (const crumb of ENDLESS) {
    const text = crumb.repeat(Math.floor(LONG / crumb.length))
    const note = bo.note('x', {
      content: text,
      summary: text,
      name: text.slice(0, 50_000),
      type: 'Page',
      tag: [{ type: 'Hashtag', name: text }],
    })
    const spent = await cpuTime(async () => {
      const { status } = await bo.post(lagoon, bo.create(note))
      assert.equal(status, 202)
      await world.settle()
      await ana.home('?limit=1')
    })
    assert.ok(spent < BOUND_MS, `${JSON.stringify(crumb)} in a remote post took ${spent} ms`)
  }
  for (const crumb of ENDLESS) {
    for (const content_type of ['text/plain', 'text/markdown']) {
      const spent = await cpuTime(async () => {
        const body = { status: crumb.repeat(Math.floor(190_000 / crumb.length)), content_type }
        const { status } = await ana.api('POST', '/api/v1/statuses', body)
        assert.equal(status, 422, crumb)
        const fits = await ana.api('POST', '/api/v1/statuses', {
          ...body,
          status: crumb.repeat(Math.floor(1000 / crumb.length)),
        })
        assert.ok([200, 422].includes(fits.status), `${crumb} ${fits.status}`)
      })
      assert.ok(spent < BOUND_MS, `${JSON.stringify(crumb)} as ${content_type} took ${spent} ms`)
    }
    const q = crumb.repeat(Math.floor(500 / crumb.length))
    const { status } = await ana.api('GET', `/api/v2/search?${new URLSearchParams({ q })}`)
    assert.ok(status < 500, `${crumb} ${status}`)
  }
})

hostile('a thousand pictures named by emojis take no longer than others (case 77)', async ({ world, bo, lagoon }) => {
  const picture = `<img src=a alt="${'👋🏻'.repeat(12)}x">`
  const content = picture.repeat(Math.floor(99_000 / picture.length))
  const spent = await cpuTime(async () => {
    for (let n = 0; n < 5; n++) await bo.post(lagoon, bo.create(bo.note('x', { content })))
    await world.settle()
  })
  assert.ok(spent < BOUND_MS, `it took ${spent} ms`)
})
