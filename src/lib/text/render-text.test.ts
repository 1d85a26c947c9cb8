import assert from 'node:assert/strict'
import { test } from 'node:test'
import { htmlToText, htmlToUnfoldedText } from '../html/html-to-text.ts'
import { sanitizeHtml } from '../html/sanitize.ts'
import { countCharacters } from './count-characters.ts'
import { findEntities } from './find-entities.ts'
import { renderText } from './render-text.ts'

const links = {
  mention: (name: string, host?: string) =>
    name === 'nobody' ? undefined : { href: `https://${host ?? 'lagoon.test'}/@${name}` },
  tag: (name: string) => `https://lagoon.test/tags/${name}`,
}
const plain = (text: string) => renderText(text, { format: 'text/plain', ...links })
const markdown = (text: string) => renderText(text, { format: 'text/markdown', ...links })
const named = (text: string) => findEntities(text).map((one) => text.slice(one.start, one.end))

test('mentions, hashtags and links are found, and similar text is not', () => {
  assert.deepEqual(named('hi @ana, @bo@reef.test and @cy@localhost:3001!'), [
    '@ana',
    '@bo@reef.test',
    '@cy@localhost:3001',
  ])
  assert.deepEqual(named('#ünï #a_b C#sharp #123 &#39; x#y'), ['#ünï', '#a_b'])
  assert.deepEqual(named('me@example.org and https://a.test/@ana#part.'), ['https://a.test/@ana#part'])
})

test('plain text becomes paragraphs with links, and markup in it stays text (R-93)', () => {
  assert.equal(plain('a <b>\nc\n\nd'), '<p>a &lt;b&gt;<br>c</p><p>d</p>')
  assert.match(
    plain('@ana'),
    /<span class="h-card"><a href="https:\/\/lagoon.test\/@ana" class="u-url mention"[^>]*>@<span>ana<\/span>/,
  )
  assert.equal(plain('@nobody'), '<p>@nobody</p>')
  assert.match(plain('#sea'), /class="mention hashtag" rel="tag[^"]*"[^>]*>#<span>sea<\/span>/)
})

test('Markdown is rendered, HTML in it is shown as text, and code and links are not searched for mentions', () => {
  const html = markdown('**b** `@ana` [t](https://a.test/#x) <script>alert(1)</script> @ana')
  assert.match(html, /<strong>b<\/strong> <code>@ana<\/code>/)
  assert.match(html, /&lt;script&gt;/)
  assert.equal(html.match(/u-url mention/g)?.length, 1)
  assert.doesNotMatch(markdown('[x](javascript:alert(1)) ![i](https://a.test/i.png)'), /javascript:[^<]*"|<img/)
})

test('Markdown shows links as plain text does, turns pictures into links, and keeps names and addresses whole', () => {
  assert.match(
    markdown('see https://a.test/_x_/b_c.'),
    /^<p>see <a href="https:\/\/a\.test\/_x_\/b_c"[^>]*><span class="invisible">https:\/\/<\/span>/,
  )
  assert.match(markdown('![a cat](https://a.test/cat.png)'), /<a href="https:\/\/a\.test\/cat\.png"[^>]*>a cat<\/a>/)
  assert.match(markdown('@foo_bar@reef.test'), /href="https:\/\/reef\.test\/@foo_bar"/)
  assert.match(markdown('# Title\n\none\ntwo'), /^<p><strong>Title<\/strong><\/p>\n<p>one<br>\ntwo<\/p>/)
  assert.match(markdown('[a @ana](https://a.test)'), /^<p><a href="https:\/\/a\.test"[^>]*>a @ana<\/a><\/p>/)
})

test('the long names of a bridge are found', () => {
  assert.deepEqual(named('@my-very-long-name.here.bsky.social@bsky.brid.gy.'), [
    '@my-very-long-name.here.bsky.social@bsky.brid.gy',
  ])
})

test('characters are counted as in Mastodon', () => {
  assert.equal(countCharacters('@bo@reef.test hi'), '@bo hi'.length)
  assert.equal(countCharacters(`https://a.test/${'x'.repeat(200)}`), 23)
  assert.equal(countCharacters('👩‍👩‍👧'), 1)
})

test('the worst texts take bounded time (case 77, R-94)', () => {
  const worst = [
    '@',
    '#',
    ':',
    'a.',
    '<',
    '((((',
    '"\'',
    'http://',
    'a\u0301',
    '@a',
    '&#',
    '<a ',
    '<p>',
    '@a@b.',
    '#a·',
    '@a@b.c ',
    '[',
    '![',
    '*a',
    '[a](<',
    'https://a.b ',
    '<b>',
    '\n\n',
    '!a@',
    '@!a@b.c ',
    '<details>',
  ]
  for (const part of worst) {
    const text = part.repeat(1_000_000 / part.length)
    for (const read of [findEntities, sanitizeHtml, htmlToText, htmlToUnfoldedText, countCharacters, plain, markdown]) {
      const began = process.cpuUsage()
      read(text)
      const { user } = process.cpuUsage(began)
      // About 50 ms on an idle machine and several times that on a busy one. A pattern that backtracks takes minutes.
      assert.ok(user < 500_000, `${read.name} took ${user} µs for ${part}`)
    }
  }
})

test('folded parts of Markdown stay folded behind their title', () => {
  const cases: [string, string][] = [
    [
      '::: spoiler The *end*\nhe **wins**\n\n- so\n:::\nafter',
      '<summary>The <em>end</em></summary>\n<p>he <strong>wins</strong></p>\n<ul>\n<li>so</li>\n</ul>',
    ],
    ['before\n<details><summary>T</summary>\n\nhidden\n</details>', '<summary>T</summary>\n<p>hidden</p>'],
    ['<details>\n<summary>T</summary>\n\nhidden\n</details>', '<summary>T</summary>\n<p>hidden</p>'],
    ['<DETAILS>\nhidden\n</details>', '<p>hidden</p>'],
    ['> ::: spoiler T\n> hidden\n> :::', '<summary>T</summary>\n<p>hidden</p>'],
    [
      '::: spoiler a\n::: spoiler b\nx\n:::\n:::',
      '<summary>a</summary>\n<details>\n<summary>b</summary>\n<p>x</p>\n</details>',
    ],
    ['::: spoiler @ana #sea\nx\n:::', '<summary><span class="h-card">'],
  ]
  for (const [text, html] of cases)
    assert.ok(markdown(text).includes(`<details>\n${html}`), `${text} → ${markdown(text)}`)
  assert.match(markdown('::: spoiler T\nhidden\n:::\nafter'), /<\/details>\n<p>after<\/p>/)
  for (const text of [
    '::: spoiler T\nno end',
    '::: note T\nx\n:::',
    '`::: spoiler T`',
    '    ::: spoiler T\n    x\n    :::',
    '::: spoiler\nx\n:::',
    '<details open onclick=x>\nx\n</details>',
    '<summary>x</summary>',
  ])
    assert.doesNotMatch(markdown(text), /<(?:details|summary)/, text)
  assert.equal(plain('<details>'), '<p>&lt;details&gt;</p>')
  assert.ok(!markdown('<details><summary><img src=x onerror=y></summary>\nx\n</details>').includes('<img'))
})

test('folded parts without an end, or one within another, take bounded time (R-94)', () => {
  const worst = ['::: spoiler x\n', '<details>\n', '::: spoiler x\n:::\n', '- ::: spoiler a\n']
  for (const part of worst) {
    const began = process.cpuUsage()
    markdown(part.repeat(20_000 / part.length))
    const { user } = process.cpuUsage(began)
    assert.ok(user < 2_000_000, `${part}: ${user} µs`)
  }
})

test('a preview does not reveal what is folded', () => {
  const folded =
    '<p>a</p><details><summary>T &amp; U</summary><p>b</p><details><summary>c</summary>d</details>e</details><p>f</p>'
  assert.equal(htmlToUnfoldedText(folded), 'a\nT & U\nf')
  assert.equal(htmlToUnfoldedText('<p>a &amp; b</p>'), 'a & b')
})
