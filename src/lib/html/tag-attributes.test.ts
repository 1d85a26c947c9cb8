import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTagAttributes } from './tag-attributes.ts'

const hrefs = (text: string, format: 'html' | 'xml') => readTagAttributes(text, 'link', format).map(({ href }) => href)

test('attributes are read in every spelling, with entities decoded', () => {
  assert.deepEqual(hrefs(`<LINK HREF='/1?a&amp;b'><link href=/2><link rel="x" href="/&#51;"/>`, 'html'), [
    '/1?a&b',
    '/2',
    '/3',
  ])
  assert.deepEqual(hrefs('<XRD><Link href="/1?a&amp;b"/><Link href="/&xxe;"></Link></XRD>', 'xml'), [
    '/1?a&b',
    '/&xxe;',
  ])
  assert.deepEqual(hrefs('<link href="/first" href="/second"><linked href="/3">', 'html'), ['/first'])
})

test('text that looks like a tag inside a comment, a script or an attribute is ignored', () => {
  const look = '<link href="/no">'
  const pages = [
    `<!-- ${look} -->`,
    `<script>"${look}"</script>`,
    `<style>${look}</style>`,
    `<title>${look}</title>`,
    `<textarea>${look}</textarea>`,
    `<a title='${look}'>`,
    `&lt;link href="/no">`,
  ]
  for (const page of pages) assert.deepEqual(hrefs(`${page}<link href="/yes">`, 'html'), ['/yes'], page)
  for (const xml of [`<!-- ${look} -->`, `<x><![CDATA[${look}]]></x>`])
    assert.deepEqual(hrefs(`<XRD>${xml}<Link href="/yes"/></XRD>`, 'xml'), ['/yes'], xml)
})

test('reading takes bounded time for any text', () => {
  const texts = [
    '<link '.repeat(40_000),
    '<div>'.repeat(50_000),
    `<link ${'a='.repeat(100_000)}>`,
    '<link>'.repeat(40_000),
  ]
  for (const format of ['html', 'xml'] as const) {
    for (const text of texts) {
      const started = performance.now()
      assert.ok(readTagAttributes(text, 'link', format).length <= 500)
      assert.ok(performance.now() - started < 500, `${format} ${text.slice(0, 20)}`)
    }
  }
})
