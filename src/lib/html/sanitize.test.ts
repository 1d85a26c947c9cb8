import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cleanText } from './clean-text.ts'
import { escapeHtml } from './escape.ts'
import { htmlToText } from './html-to-text.ts'
import { sanitizeHtml } from './sanitize.ts'

/** HTML that tries to run code, load content or imitate our interface (case 73). */
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
  '<a href="/settings/delete">x</a><a href="//evil.test">x</a><a href="https:evil">x</a>',
  '<a href="https://good.example@evil.test/">x</a>',
  '<svg><style><!--</style><a title="--><img src=x onerror=alert(1)>">',
  '<textarea></p><img src=x onerror=alert(1)></textarea><title><img src=x onerror=alert(1)></title>',
  '<xmp><img src=x onerror=alert(1)></xmp><plaintext><img src=x onerror=alert(1)>',
  "<p lang='\"><img src=x onerror=alert(1)>'>x</p>",
  '<img alt="<img src=x onerror=alert(1)>" src=x>',
  '&lt;img src=x onerror=alert(1)&gt;',
  '<p title="`><img src=x onerror=alert(1)>`">x',
  '<a href="https://a.test/&quot; onclick=&quot;alert(1)">x</a>',
  '<p/x/onclick=alert(1)//<b>',
  '<<p>script>alert(1)<</p>/script>',
]

test('no active content survives the sanitizer (R-91, case 73)', () => {
  for (const html of HOSTILE) {
    const safe = sanitizeHtml(html)
    assert.doesNotMatch(safe, /<(?!\/?(?:p|a|span|br)\b)/, html)
    assert.doesNotMatch(safe, /<[^>"]*(?:"[^"]*"[^>"]*)*\s(?:on\w+|style|id|data-\w+|srcdoc|action|ping|src)=/i, html)
    assert.doesNotMatch(safe, /href="(?!https:\/\/a\.test)/, html)
    assert.doesNotMatch(safe, /<[^>]*(?:javascript|data):/i, html)
    assert.doesNotMatch(safe, /class="[^"]*(?:posts|top)/, html)
  }
})

test('ordinary HTML is not changed, and links get the safe `rel` and `target`', () => {
  const plain = '<p>one<br>two &amp; three</p>'
  assert.equal(sanitizeHtml(plain), plain)
  assert.match(
    sanitizeHtml('<p><a href="https://reef.test/@bo" class="u-url mention evil">@bo</a></p>'),
    /<a href="https:\/\/reef.test\/@bo" class="u-url mention" rel="nofollow noopener noreferrer" target="_blank">/,
  )
  assert.equal(sanitizeHtml('<h1>Title</h1><ul><li>x</li></ul>'), '<p><strong>Title</strong></p><ul><li>x</li></ul>')
  assert.equal(sanitizeHtml(`<b>"it's" a > b & c`), `<b>"it's" a &gt; b &amp; c</b>`)
  assert.equal(sanitizeHtml('<div>one</div><div>two <img alt=":wave:"></div>'), 'one<br>two :wave:<br>')
  assert.equal(sanitizeHtml('<ol start="3" reversed><li value="x">a</ol>'), '<ol start="3" reversed=""><li>a</li></ol>')
  assert.equal(
    sanitizeHtml('<p lang="de-AT" translate="no" dir="rtl" title="y">x</p>'),
    '<p lang="de-AT" translate="no" dir="rtl">x</p>',
  )
  assert.match(sanitizeHtml('<a href="mailto:a@b.test">x</a>'), /^<a href="mailto:a@b\.test"/)
})

test('a text says the same after it was cleaned', () => {
  const cases: [string, string][] = [
    ['I <strike>despise</strike> love boats', 'I <s>despise</s> love boats'],
    ['<del>ten</del> <ins>six</ins>', '<del>ten</del> <ins>six</ins>'],
    ['10<sup>9</sup> H<sub>2</sub>O', '10<sup>9</sup> H<sub>2</sub>O'],
    ['<kbd>Ctrl</kbd>+<tt>c</tt>', '<code>Ctrl</code>+<code>c</code>'],
    ['<abbr title="estimated time" class="x">ETA</abbr>', '<abbr title="estimated time">ETA</abbr>'],
    ['He said <q>she said <q>yes</q></q>.', 'He said “she said ‘yes’”.'],
    ['<p>a</p><hr><p>b</p>', '<p>a</p><p>* * *</p><p>b</p>'],
    ['<p>a<b>b<hr>c</b></p>', '<p>a<b>b<br>* * *<br>c</b></p>'],
    [
      '<ul><li><input type="checkbox" checked> a</li><li><input type="checkbox">b</li></ul>',
      '<ul><li>☑  a</li><li>☐ b</li></ul>',
    ],
    ['<input value="x">', ''],
    [
      '<table><caption>t</caption><tr><th>a</th><th><b>b</b></th></tr><tr><td>1</td><td>2</td></tr></table>',
      't<br>a | <b>b</b><br>1 | 2<br>',
    ],
    [
      'intro<div><b>one</b></div><div>two</div><p>three</p><div>four</div>',
      'intro<br><b>one</b><br>two<br><p>three</p>four<br>',
    ],
    [
      '<details open><summary>Answer</summary><p>42</p></details>',
      '<details><summary>Answer</summary><p>42</p></details>',
    ],
    ['<p><b><details><summary>a</summary>b</details></b></p>', '<p><b>a<br>b<br></b></p>'],
    ['<summary>a</summary>b', 'a<br>b'],
    ['<h2>a</h2><div>b</div>', '<p><strong>a</strong></p>b<br>'],
    ['<bdi dir="auto">ana</bdi> <span dir="up">x</span>', '<bdi dir="auto">ana</bdi> <span>x</span>'],
  ]
  for (const [html, safe] of cases) {
    assert.equal(sanitizeHtml(html), safe, html)
    assert.equal(sanitizeHtml(safe), safe, html)
  }
})

test('empty paragraphs are dropped', () => {
  const cases: [string, string][] = [
    ['<p></p>', ''],
    ['<p>a</p>\n<p></p><p>b</p>', '<p>a</p>\n<p>b</p>'],
    ['<p class="h-card"></p><p><script>x</script></p>', ''],
    // A blockquote ends the paragraph, so its `</p>` is one too many.
    ['<p>a<blockquote>b</blockquote>c</p>', '<p>a</p><blockquote>b</blockquote>c'],
    ['<p><br></p><p> </p>', '<p><br></p><p> </p>'],
  ]
  for (const [html, safe] of cases) assert.equal(sanitizeHtml(html), safe)
})

test('a formula becomes its TeX, or else its words (FEP-dc88)', () => {
  const math = (annotation: string, display = 'inline') =>
    sanitizeHtml(
      `a <math display="${display}"><semantics><msup><mi>x</mi><mn>2</mn></msup>${annotation}</semantics></math> b`,
    )
  const tex = '<annotation encoding="application/x-tex">x^2 &lt; 4</annotation>'
  assert.equal(math(tex), 'a $x^2 &lt; 4$ b')
  assert.equal(math(tex, 'block'), 'a $$x^2 &lt; 4$$ b')
  assert.equal(math('<annotation encoding="text/plain">x squared</annotation>'), 'a x squared b')
  assert.equal(math('<annotation encoding="constructor">y</annotation>'), 'a x2 b')
  assert.equal(sanitizeHtml('<math><annotation encoding="application/x-tex"><img src=x onerror=y><b>z</b>'), '$z$')
})

test('relative links are resolved if their base is known', () => {
  const base = 'https://reef.test/blog/post'
  const href = (link: string) => /href="([^"]*)"/.exec(sanitizeHtml(`<a href="${link}">x</a>`, { base }))?.[1]
  assert.deepEqual(['/tag:x', 'next', '//cove.test/', '#a', '?b'].map(href), [
    ...['https://reef.test/tag:x', 'https://reef.test/blog/next', 'https://cove.test/'],
    ...['https://reef.test/blog/post#a', 'https://reef.test/blog/post?b'],
  ])
  assert.deepEqual(['', 'javascript:x', 'java\tscript:x', 'https:evil'].map(href), Array(4).fill(undefined))
})

test('control characters, NUL and lone surrogates are removed, raw or as entities', () => {
  for (const html of ['a\u0000b', '<p>a\u0000b</p>', '<b>a&#0;&#1;b\ud800', 'a\ud800', '<p>a\u001bb</p>']) {
    const safe = sanitizeHtml(html)
    assert.ok(safe.isWellFormed() && !/[\u0000-\u0008\u000e-\u001f]/.test(safe), JSON.stringify(html))
  }
})

test('deep nesting is cut off, and the elements stay balanced', () => {
  const safe = sanitizeHtml(`${'<blockquote>'.repeat(5000)}x`)
  assert.equal(safe.match(/<blockquote>/g)?.length, safe.match(/<\/blockquote>/g)?.length)
  assert.ok((safe.match(/<blockquote>/g)?.length ?? 0) <= 32)
})

test('the elements are balanced where the input ends within a tag', () => {
  assert.equal(sanitizeHtml('<p>x<math><mi>y</mi><b '), '<p>xy</p>')
  assert.equal(sanitizeHtml('<p><b>x<svg><b '), '<p><b>x</b></p>')
  assert.equal(sanitizeHtml('<p><b>x</b><i title="'), '<p><b>x</b></p>')
})

/** Pieces that parsers interpret differently, combined in any order. */
const piece = fc.constantFrom(
  ...[
    '<p>',
    '</p>',
    '<a href="https://a.test">',
    '</a>',
    '<b',
    '>',
    '"',
    "'",
    '<',
    '&',
    '&lt;',
    '<!--',
    '-->',
    '<script>',
    '</script>',
  ],
  ...[
    '<svg>',
    '<math>',
    '<style>',
    '</style>',
    '<![CDATA[',
    ']]>',
    '<br>',
    '<img onerror=x alt="',
    'x',
    ' ',
    '/',
    '=',
    '\u0000',
    '<h1>',
    '</h1>',
    '<div>',
  ],
)

test('for any input, only allowed elements come out, and a second pass changes nothing', () => {
  const element =
    /<(?:\/?(?:p|br|span|b|strong)|\/a|a href="https:\/\/a\.test" rel="nofollow noopener noreferrer" target="_blank")>/g
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const safe = sanitizeHtml(pieces.join(''))
      assert.doesNotMatch(safe.replace(element, ''), /[<>]/)
      assert.equal(sanitizeHtml(safe), safe)
    }),
    { numRuns: 2000 },
  )
})

test('text is cleaned for storage and escaped for attributes', () => {
  assert.equal(cleanText('a\r\nb\rc\u0000\u001b\ud800\t', 100), 'a\nb\nc\ufffd\t')
  assert.equal(cleanText('👍👍👍', 2), '👍👍')
  assert.equal(escapeHtml(`<a b="c" d='e'>&`), '&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;')
})

test('safe HTML becomes plain text', () => {
  assert.equal(htmlToText('<p>one<br>two &amp; &lt;three&gt;</p><p>four &#x41;</p>'), 'one\ntwo & <three>\nfour A')
  assert.equal(htmlToText('10<sup>-9</sup> of H<sub>2</sub>O, 4<sup>th</sup>'), '10⁻⁹ of H₂O, 4th')
})
