import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import sharp from 'sharp'
import { apngOfFrames, gifOfFrames } from '../../../test/world/bombs.ts'
import { readSize } from './picture-size.ts'
import { encodedSize, previewSize, servedSize } from './sizes.ts'
import { HEAD_BYTES, sniff } from './sniff.ts'

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 0, g: 128, b: 128 } } })
const ftyp = (major: string, ...compatible: readonly string[]) =>
  `\0\0\0${String.fromCharCode(16 + 4 * compatible.length)}ftyp${major}\0\0\0\0${compatible.join('')}`

const heads: Record<string, [type: string | undefined, head: string]> = {
  'an MP4': ['video/mp4', ftyp('isom', 'isom', 'avc1')],
  'an MP4 that also lists AVIF': ['video/mp4', ftyp('mp42', 'avif', 'mp41')],
  'a film of iTunes': ['video/mp4', ftyp('M4V ', 'isom')],
  'a film of a telephone': ['video/mp4', ftyp('3gp5')],
  'a sound of iTunes': ['audio/mp4', ftyp('M4A ', 'isom')],
  'a film of QuickTime': ['video/quicktime', ftyp('qt  ')],
  'an old film of QuickTime': ['video/quicktime', '\0\0\0\x08wide\0\0\0\0mdat'],
  'a HEIC': ['image/heic', ftyp('heic', 'mif1')],
  'a HEIC with the general brand first': ['image/heic', ftyp('mif1', 'heic')],
  'an AVIF with the general brand first': ['image/avif', ftyp('mif1', 'avif')],
  'a file of an unknown brand': [undefined, ftyp('jp2 ')],
  'a WebM': ['video/webm', '\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm'],
  'a Matroska': ['video/x-matroska', '\x1a\x45\xdf\xa3\xa3\x42\x82\x88matroska'],
  'another EBML': [undefined, '\x1a\x45\xdf\xa3\xa3\x42\x82\x88anything'],
  'an Ogg': ['audio/ogg', 'OggS\0\x02'],
  'a FLAC': ['audio/flac', 'fLaC\0\0\0\x22'],
  'a WAV': ['audio/wav', 'RIFF\0\0\0\0WAVEfmt '],
  'an MP3 with tags': ['audio/mpeg', 'ID3\x04\0\0'],
  'an MP3 without tags': ['audio/mpeg', '\xff\xfb\x90\x64'],
  'an AAC': ['audio/aac', '\xff\xf1\x50\x80'],
  'text in UTF-16': [undefined, '\xff\xfe<\0h\0'],
  nothing: [undefined, ''],
}

for (const [name, [type, head]] of Object.entries(heads)) {
  test(`${name} is recognised as ${type}`, () => {
    assert.equal(sniff(Buffer.from(head, 'latin1')), type)
  })
}

for (const [format, type] of [
  ['jpeg', 'image/jpeg'],
  ['png', 'image/png'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['avif', 'image/avif'],
] as const) {
  test(`the type and size of a ${format} are read from its first bytes`, async () => {
    const bytes = await plain(321, 123).toFormat(format).toBuffer()
    assert.equal(sniff(bytes), type)
    assert.deepEqual(readSize(bytes, type), { width: 321, height: 123 })
  })
}

test('the size of every kind of WebP is read', async () => {
  const clear = plain(321, 123).ensureAlpha(0.5)
  for (const bytes of [await clear.clone().webp().toBuffer(), await clear.clone().webp({ lossless: true }).toBuffer()])
    assert.deepEqual(readSize(bytes, 'image/webp'), { width: 321, height: 123 })
})

test('an animated PNG is told from a still one', () => {
  assert.equal(sniff(apngOfFrames(2)), 'image/apng')
  assert.deepEqual(readSize(gifOfFrames(1, 65_535, 2), 'image/gif'), { width: 65_535, height: 2 })
})

test('no bytes make the readers fail, and none behind the head count', () => {
  const start = fc.constantFrom(...Object.values(heads).map(([, head]) => head), '\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'GIF89a', 'RIFF\0\0\0\0WEBPVP8X') // biome-ignore format: one list
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 200 }), (begin, rest) => {
      const bytes = Buffer.concat([Buffer.from(begin, 'latin1'), rest])
      const type = sniff(bytes)
      if (type) readSize(bytes, type)
      const padded = Buffer.concat([bytes, Buffer.alloc(HEAD_BYTES)])
      assert.equal(sniff(Buffer.concat([padded, Buffer.from('acTL')])), sniff(padded))
    }),
  )
})

test('a served size keeps the shape and has at most the area and sides that it may', () => {
  const side = fc.integer({ min: 1, max: 100_000 })
  fc.assert(
    fc.property(side, side, fc.constantFrom(previewSize, servedSize, encodedSize), (width, height, sizeOf) => {
      const size = sizeOf(width, height)
      assert.ok(size.width >= 1 && size.height >= 1 && Math.max(size.width, size.height) <= 16_383)
      assert.ok(size.width <= width && size.height <= height)
      const isThin = Math.min(size.width, size.height) < 10
      if (!isThin) assert.ok(Math.abs(size.width / size.height / (width / height) - 1) < 0.1)
    }),
  )
  assert.deepEqual(previewSize(640, 360), { width: 640, height: 360 })
  assert.deepEqual(previewSize(1_920, 1_080), { width: 640, height: 360 })
  assert.deepEqual(previewSize(4_000, 3_000), { width: 554, height: 416 })
})
