/** The forms of media that peers send. Whole documents are in `test/payloads/`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AttachmentDraft } from '../../db/tables/attachments.ts'
import { parseAttachments } from './parse-attachments.ts'

const PNG = 'https://m.test/1.png'
const MP4 = 'https://m.test/1.mp4'
const parse = (...attachment: unknown[]) => parseAttachments({ type: 'Note', attachment })
const picture = (changes: object) => ({ type: 'Document', mediaType: 'image/png', url: PNG, ...changes })
const file = (height: number, changes: object = {}) => ({
  type: 'Link',
  mediaType: 'video/mp4',
  href: `https://m.test/${height}.mp4`,
  height,
  ...changes,
})
const streams = (...names: string[]) => ({
  attachment: names.map((value) => ({ type: 'PropertyValue', name: 'ffprobe_codec_type', value })),
})

/** Asserts which values of a property come through, and as what. */
function reads<N extends keyof AttachmentDraft>(
  column: N,
  make: (value: unknown) => object,
  cases: [unknown, unknown][],
) {
  for (const [value, expected] of cases)
    assert.deepEqual(parse(make(value))[0]?.[column], expected, `${column}: ${JSON.stringify(value)?.slice(0, 80)}`)
}

test('the address is a string, a Link, or a list of Links', () => {
  const link = { type: 'Link', href: PNG, mediaType: 'image/png' }
  const urls = [
    PNG,
    link,
    [link],
    [PNG],
    { href: PNG },
    [{ ...link, mediaType: 'text/html', href: 'https://m.test/' }, link],
  ]
  reads(
    'url',
    (url) => ({ type: 'Document', url }),
    urls.map((url) => [url, PNG]),
  )
  assert.equal(parse({ type: 'Image', href: PNG })[0]?.url, PNG)
})

test('what is no address of another server is no medium', () => {
  for (const url of [
    'javascript:alert(1)',
    'data:image/png;base64,AA',
    'file:///etc/passwd',
    '//m.test/1.png',
    '',
    null,
    5,
    {},
    [],
  ])
    assert.deepEqual(parse({ type: 'Image', url }), [], String(url))
})

test('the media type decides the kind, then the type, then the end of the address', () => {
  const kinds: [object, unknown][] = [
    [{ type: 'Document', mediaType: 'video/mp4', url: 'https://m.test/x' }, 'video'],
    [{ type: 'Document', mediaType: 'Image/JPEG; q=1', url: 'https://m.test/x' }, 'image'],
    [{ type: 'Image', mediaType: null, url: 'https://m.test/x' }, 'image'],
    [{ type: 'Audio', url: 'https://m.test/x' }, 'audio'],
    [{ type: 'Document', url: 'https://m.test/x.opus?1' }, 'audio'],
    [{ type: 'Document', url: 'https://m.test/x' }, 'unknown'],
    [{ type: 'Document', mediaType: 'application/pdf', url: PNG }, 'unknown'],
    [{ type: 'Image', mediaType: 'image/svg+xml', url: 'https://m.test/x' }, 'unknown'],
    [{ type: 'Link', mediaType: 'image/png', href: 'https://m.test/x' }, 'image'],
  ]
  for (const [medium, kind] of kinds) assert.equal(parse(medium)[0]?.type, kind, JSON.stringify(medium))
})

test('the preview card of a link, a field and a page are no media', () => {
  const href = 'https://page.test/'
  const others = [
    { type: 'Link', href },
    { type: 'Link', href: PNG },
    { type: 'Link', href, mediaType: 'text/html' },
  ]
  assert.deepEqual(
    parse(...others, { type: 'PropertyValue', name: 'x' }, { type: 'Page', url: href }, null, 5, PNG),
    [],
  )
})

test('the alt text is the summary, or else the name, to the letter', () => {
  const text = (changes: object) => parse(picture(changes))[0]?.description
  assert.equal(text({ summary: ' a <fish> & more ', name: 'x.png' }), 'a <fish> & more')
  assert.equal(text({ summary: '', name: 'a fish' }), 'a fish')
  assert.equal(text({ nameMap: { de: 'ein Fisch' } }), 'ein Fisch')
  for (const name of [null, '', '  ', 5, {}, [[]]]) assert.equal(text({ name }), null)
  assert.equal(text({ name: '😀'.repeat(20_000) }), '😀'.repeat(10_000))
})

test('a focal point is two numbers, within the picture (case 82)', () => {
  reads('focus', (focalPoint) => picture({ focalPoint }), [
    [[0.5, -0.25], [0.5, -0.25]],
    [[0, 0], [0, 0]],
    [[1e9, -1e9], [1, -1]],
    [[Number.POSITIVE_INFINITY, 0], null],
    [[Number.NaN, 0], null],
    [['0.5', '0.5'], null],
    [[[0.5], [0.5]], null],
    [[0.5], null],
    [[0, 0, 0], null],
    [{ x: 0, y: 0 }, null],
    ['0,0', null],
    [undefined, null],
  ]) // biome-ignore format: a table
})

test('a blurhash is whole or dropped (case 82)', () => {
  const whole = 'UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH'
  const wrong = [whole.slice(1), `${whole}0`, 'x'.repeat(10_000_000), '<script>', '', 5, null]
  reads('blurhash', (blurhash) => picture({ blurhash }), [
    [whole, whole],
    [[whole], whole],
    ...wrong.map((one): [unknown, null] => [one, null]),
  ])
})

test('width and height are read together, if they make sense', () => {
  const sizes: [unknown, unknown, boolean][] = [
    [640, 480, true], [640, undefined, false], [0, 480, false], [-1, 480, false], [1.5, 2, false], [2 ** 53, 1, false],
    ['640', '480', false],
  ] // biome-ignore format: a table
  for (const [width, height, makesSense] of sizes) {
    const read = parse(picture({ width, height }))[0]
    assert.deepEqual([read?.width, read?.height], makesSense ? [width, height] : [null, null], `${width} × ${height}`)
  }
})

test('a duration is ISO 8601 or seconds', () => {
  reads('duration', (duration) => ({ type: 'Video', url: MP4, duration }), [
    ['PT3M2S', 182_000],
    [182, 182_000],
    ['P', null],
    [2 ** 31, null],
  ])
})

test('a film or sound may have a still picture; a picture has none', () => {
  const still = 'https://m.test/still.jpg'
  const forms = [
    still,
    { type: 'Image', url: still },
    { type: 'Link', href: still, mediaType: 'image/jpeg' },
    [{ url: still }],
  ]
  reads(
    'preview_url',
    (icon) => ({ type: 'Video', url: MP4, icon }),
    forms.map((form) => [form, still]),
  )
  reads('preview_url', (preview) => ({ type: 'Audio', url: 'https://m.test/1.mp3', preview }), [
    [{ type: 'Image', url: still }, still],
    [{ type: 'Image', url: still, rel: ['storyboard'] }, null],
    [{ type: 'Note', content: 'x', url: still }, null],
    [{ type: 'Image', url: still, mediaType: 'video/mp4' }, null],
    ['javascript:x', null],
  ])
  assert.equal(parse(picture({ icon: still }))[0]?.preview_url, null)
})

test('of several files the best mp4 up to 1080p is chosen, with sound', () => {
  const best = (...url: unknown[]) => parseAttachments({ type: 'Video', url })[0]?.url
  assert.equal(best(file(2160), file(1080), file(720)), file(1080).href)
  assert.equal(best(file(480), file(2160)), file(480).href)
  assert.equal(best(file(4320), file(2160)), file(2160).href)
  assert.equal(best(file(1920, { width: 1080 }), file(1280, { width: 720 })), file(1920).href)
  assert.equal(best(file(1080, { mediaType: 'video/webm' }), file(240)), file(240).href)
  assert.equal(best(file(1080, streams('video')), file(480, streams('audio', 'video'))), file(480).href)
  const playlist = { type: 'Link', mediaType: 'application/x-mpegURL', href: 'https://m.test/x.m3u8', tag: [file(720)] }
  assert.equal(best({ mediaType: 'text/html', href: 'https://m.test/' }, playlist), file(720).href)
  assert.equal(best({ mediaType: 'text/html', href: 'https://m.test/' }), undefined)
})

test('of several sounds, what every browser plays is chosen', () => {
  const sound = (mediaType: string) => ({ type: 'Link', href: `https://m.test/${mediaType}`, mediaType })
  const [read] = parseAttachments({
    type: 'Audio',
    name: 'Low tide',
    mediaType: 'text/html',
    duration: 182,
    url: [sound('text/html'), sound('audio/flac'), sound('audio/ogg'), sound('audio/mpeg')],
    track: { album: { cover: { type: 'Link', href: PNG, mediaType: 'image/png' } } },
  })
  assert.deepEqual([read?.url, read?.type, read?.preview_url], ['https://m.test/audio/mpeg', 'audio', PNG])
  assert.deepEqual([read?.media_type, read?.description, read?.duration], ['audio/mpeg', 'Low tide', 182_000])
})

test('a film whose files have only a height gets its width from its aspect ratio', () => {
  const [read] = parseAttachments({ type: 'Video', url: [file(720)], aspectRatio: 1.7778 })
  assert.deepEqual([read?.width, read?.height], [1280, 720])
})

test('the picture at the head of a post comes first, unless it is attached as well', () => {
  const image = { type: 'Image', url: 'https://m.test/head.png', mediaType: 'image/png', name: 'the sea' }
  const both = parseAttachments({ type: 'Article', image, attachment: picture({}) })
  assert.deepEqual(
    both.map(({ url, type, description }) => [url, type, description]),
    [
      ['https://m.test/head.png', 'image', 'the sea'],
      [PNG, 'image', null],
    ],
  )
  const same = parseAttachments({
    type: 'Page',
    image: { type: 'Image', url: PNG },
    attachment: picture({ name: 'a fish' }),
  })
  assert.deepEqual(
    same.map(({ description }) => description),
    ['a fish'],
  )
  for (const form of [
    PNG,
    [PNG],
    { type: 'Link', href: PNG },
    [
      { url: 'https://m.test/0.png', width: 9 },
      { url: PNG, width: 99 },
    ],
  ])
    assert.equal(parseAttachments({ type: 'Article', image: form })[0]?.url, PNG)
  assert.deepEqual(parseAttachments({ type: 'Article', image: { type: 'Video', url: MP4 } }), [])
})

test('one address attached twice is shown twice', () => {
  assert.equal(parse(picture({}), picture({ name: 'again' })).length, 2)
})

test('lists of ten thousand are cut (case 83)', () => {
  const many = Array.from({ length: 10_000 }, (_, at) => picture({ url: `https://m.test/${at}.png` }))
  assert.equal(parseAttachments({ type: 'Note', attachment: many, image: 'https://m.test/head.png' }).length, 16)
  const files = Array.from({ length: 10_000 }, () => file(720, { tag: Array.from({ length: 10 }, () => file(1080)) }))
  assert.equal(parseAttachments({ type: 'Video', url: files })[0]?.url, file(1080).href)
})
