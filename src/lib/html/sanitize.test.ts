import assert from 'node:assert/strict'
import { test } from 'node:test'
import { htmlToText } from './html-to-text.ts'
import { sanitizeHtml } from './sanitize.ts'

/** Case 73: whatever goes in, nothing that acts comes out. */
const HOSTILE = [
  '<svg/onload=alert(1)>',
  '<img src=x onerror=alert(1)>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<a href="java\tscript:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<style>body{display:none}</style>',
  '<base href="https://evil.test/">',
  '<form action="https://evil.test/"><input name="password"></form>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<template><script>alert(1)</script></template>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<!-- <!-- --> <script>alert(1)</script> -->',
  '<p style="position:fixed" onclick="alert(1)" id="main" data-action="x" class="posts top">x</p>',
  '<a href="https://a.test" onmouseover="alert(1)" ping="https://evil.test">x',
]

test('R-91 case 73: nothing that acts survives', () => {
  for (const html of HOSTILE) {
    const safe = sanitizeHtml(html)
    assert.doesNotMatch(safe, /<(?!\/?(?:p|a|span|br)\b)/, html)
    assert.doesNotMatch(safe, /<[^>]*\b(?:on\w+|style|id|data-\w+|srcdoc|action|ping|src)=/i, html)
    assert.doesNotMatch(safe, /<[^>]*(?:javascript|data):/i, html)
    assert.doesNotMatch(safe, /class="[^"]*(?:posts|top)/, html)
  }
})

test('what people write stays as it is, and links say what they are', () => {
  const plain = '<p>one<br>two &amp; three</p>'
  assert.equal(sanitizeHtml(plain), plain)
  assert.match(
    sanitizeHtml('<p><a href="https://reef.test/@bo" class="u-url mention evil">@bo</a></p>'),
    /<a href="https:\/\/reef.test\/@bo" class="u-url mention" rel="nofollow noopener noreferrer" target="_blank">/,
  )
  assert.equal(sanitizeHtml('<h1>Title</h1><ul><li>x</li></ul>'), '<p>Title</p><ul><li>x</li></ul>')
})

test('plain text of safe HTML', () => {
  assert.equal(htmlToText('<p>one<br>two &amp; &lt;three&gt;</p><p>four &#x41;</p>'), 'one\ntwo & <three>\nfour A')
})
