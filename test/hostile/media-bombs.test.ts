/** Pictures that were made to hurt whoever opens them (cases 79, 80 and 82). */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import sharp from 'sharp'
import type { DecodeJob, MediaLimits } from '../../src/lib/media/decoded.ts'
import type { MediaSender } from '../../src/lib/media/lane.ts'
import { apngOfFrames, avifThatClaims, gifOfFrames, jpegOfScans, pngOf, pngWithHuge, webpThatClaims } from '../world/bombs.ts' // biome-ignore format: one list
import { noFilms } from '../world/films.ts'
import { type MediaScene, mediaScene } from '../world/media.ts'

const MB = 1_000_000
/** What one file may add to the memory of the server, whatever it is. */
const MOST_GROWTH = 24 * MB
const SCRIPT = '<?php system($_GET["c"]) ?><script>alert(1)</script>'

let scene: MediaScene
let good: Buffer
before(async () => {
  scene = await mediaScene()
  good = await sharp({ create: { width: 30, height: 30, channels: 3, background: '#088' } })
    .jpeg()
    .toBuffer()
})
after(() => scene[Symbol.asyncDispose]())

/** A library that gets no memory says so, or crashes. */
const NO_MEMORY = ['media-takes-too-much-memory', 'media-damaged']

interface Bomb {
  make: () => Promise<Buffer> | Buffer
  /** The codes of which one is the reason; none if the result is harmless. */
  reasons: readonly string[]
  limits?: Partial<MediaLimits>
  use?: DecodeJob['use']
}

const large = (format: 'png' | 'avif') => () =>
  sharp({ create: { width: 4_000, height: 4_000, channels: 4, background: '#0888' } })
    .toFormat(format, format === 'png' ? { progressive: true, compressionLevel: 1 } : { effort: 0 })
    .toBuffer()

const noisy = () =>
  sharp({
    create: { width: 200, height: 200, channels: 3, background: '#888', noise: { type: 'gaussian', sigma: 50 } },
  })
    .png()
    .toBuffer()

const bombs: Record<string, Bomb> = {
  'a PNG of 30 000 × 30 000': { make: () => pngOf(30_000, 30_000), reasons: ['media-too-many-pixels'] },
  'a PNG whose content is shorter than its size': { make: () => pngOf(5_000, 5_000), reasons: ['media-damaged'] },
  'a PNG with a profile of 100 MB': { make: () => pngWithHuge('iCCP'), reasons: [] },
  'a PNG with a text of 100 MB': { make: () => pngWithHuge('zTXt'), reasons: [] },
  'an APNG that announces 100 000 frames': { make: () => apngOfFrames(3, 100_000), reasons: ['media-too-many-frames'] },
  'an APNG with fewer frames than it announces': { make: () => apngOfFrames(3, 500), reasons: ['media-damaged'] },
  'an APNG with more frames than it announces': { make: () => apngOfFrames(2_000, 3), reasons: ['media-damaged'] },
  'a GIF of 65 535 × 65 535': { make: () => gifOfFrames(1, 65_535), reasons: ['media-too-many-pixels'] },
  'a GIF of 1 × 65 535': { make: () => gifOfFrames(1, 1, 65_535), reasons: [] },
  'a GIF of 100 000 frames': { make: () => gifOfFrames(100_000), reasons: ['media-too-many-frames'] },
  // ffmpeg decodes no such frames. Without it nothing does: the picture is taken for one of a single pixel.
  'a GIF of 900 large frames': { make: () => gifOfFrames(900, 2_800), reasons: noFilms ? [] : ['media-damaged'] },
  'a GIF as an avatar, of 100 large frames': { make: () => gifOfFrames(100, 2_800), use: 'avatar', reasons: [] },
  'a WebP that claims to be of 16 383 × 16 383': { make: () => webpThatClaims(16_383, 16_383), reasons: ['media-too-many-pixels'] }, // biome-ignore format: a bomb
  'a WebP that claims to be larger than it is': {
    make: () => webpThatClaims(4_000, 4_000),
    reasons: ['media-damaged'],
  },
  'an AVIF that claims to be of 60 000 × 60 000': { make: () => avifThatClaims(60_000, 60_000), reasons: ['media-too-many-pixels'] }, // biome-ignore format: a bomb
  'an AVIF that claims to be smaller than it is': {
    make: () => avifThatClaims(8, 8, 1_000),
    reasons: ['media-damaged'],
  },
  'a PNG that takes more memory than it may': { make: large('png'), limits: { memoryBytes: 8 * MB }, reasons: NO_MEMORY }, // biome-ignore format: a bomb
  'an AVIF that takes more memory than it may': { make: large('avif'), limits: { memoryBytes: 8 * MB }, reasons: NO_MEMORY }, // biome-ignore format: a bomb
  'a picture that becomes a larger file than it may': { make: noisy, limits: { outputBytes: 1_024 }, reasons: ['media-result-too-large'] }, // biome-ignore format: a bomb
  'a file of no bytes': { make: () => Buffer.alloc(0), reasons: ['media-empty'] },
  'a file that is too long': { make: () => good, limits: { imageBytes: 100 }, reasons: ['media-too-many-bytes'] },
  'half a JPEG': { make: () => good.subarray(0, good.length - 60), reasons: ['media-damaged'] },
}

for (const [name, { make, reasons, ...options }] of Object.entries(bombs)) {
  test(`${name} costs its sender an error and the server nothing`, async () => {
    const bytes = await make()
    const before = process.memoryUsage().rss
    if (reasons.length > 0) {
      const [code] = await scene.refusal(bytes, options)
      assert.ok(reasons.includes(code), code)
    } else {
      const { file } = await scene.decode(bytes, options)
      assert.ok((file?.bytes ?? 0) < MB)
    }
    assert.ok(process.memoryUsage().rss - before < MOST_GROWTH)
    assert.equal((await scene.decode(good)).type, 'image')
  })
}

test('whoever sends many slow pictures waits for themselves, not others for them (case 79)', async () => {
  const ended: string[] = []
  const send = async (member: string, group: MediaSender['group'], content: Buffer) => {
    await scene.decode(content, { sender: { group, member }, limits: { imageTimeMs: 500 } }).catch(() => {})
    ended.push(member)
  }
  const bomb = jpegOfScans(5_000)
  const slow = ['eve', 'evil.test'].flatMap((member, at) =>
    Array.from({ length: 3 }, () => send(member, at === 0 ? 'uploads' : 'copies', bomb)),
  )
  await Promise.all([send('ana', 'uploads', good), send('reef.test', 'copies', good)])
  assert.ok(ended.length <= 5, `they had to wait for ${ended}`)
  await Promise.all(slow)
})

test('pictures behind a bomb are decoded all the same (case 79)', async () => {
  const bomb = jpegOfScans(5_000)
  const before = process.memoryUsage().rss
  const bombed = scene.refusal(bomb, { limits: { imageTimeMs: 500 } })
  const pictures = await Promise.all(Array.from({ length: 3 }, () => scene.decode(good)))
  assert.deepEqual([...new Set(pictures.map(({ type }) => type))], ['image'])
  assert.deepEqual(await bombed, ['media-takes-too-long', { seconds: 0.5 }])
  assert.ok(process.memoryUsage().rss - before < MOST_GROWTH)
})

const unknown: Record<string, string | Buffer> = {
  'a TIFF': Buffer.from('49492a0008000000', 'hex'),
  'an ICO': Buffer.from('00000100010010100000', 'hex'),
  'a BMP': 'BM6\0\0\0\0\0\0\0',
  'a PSD': '8BPS\0\x01\0\0\0\0\0\0',
  'a PDF': '%PDF-1.7\n',
  'an SVG': '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  'an SVG with an entity':
    '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
  'an HTML page': '<!doctype html><script>alert(1)</script>',
  'a playlist (HLS)': '#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n',
  'a list of files (ffconcat)': "ffconcat version 1.0\nfile '/etc/passwd'\n",
  'a session description (SDP)': 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=video 5004 RTP/AVP 96\r\n',
  'an ASF': Buffer.from('3026b2758e66cf11a6d900aa0062ce6c', 'hex'),
  'an AVI': 'RIFF\0\0\0\0AVI LIST',
  'an FLV': 'FLV\x01\x05\0\0\0\x09',
  'a JPEG 2000': Buffer.from('0000000c6a5020200d0a870a', 'hex'),
  'a JPEG XL': Buffer.from('ff0a', 'hex'),
  'an EPS': '%!PS-Adobe-3.0 EPSF-3.0\n',
  'an MVG': 'push graphic-context\nimage over 0,0 0,0 "https://127.0.0.1/"\n',
  'a VIPS': Buffer.from('b6a6f208', 'hex'),
  'a ZIP': 'PK\x03\x04',
  'a program': '\x7fELF\x02\x01\x01',
}

for (const [name, bytes] of Object.entries(unknown)) {
  test(`${name} is refused, whatever it is called (R-101, R-102, R-105)`, async () => {
    assert.deepEqual(await scene.refusal(bytes), ['media-unknown-type'])
  })
}

test('what lies behind or within a picture is gone (case 80)', async () => {
  const archive = Buffer.from('PK\x03\x04META-INF/MANIFEST.MF')
  const gif = await sharp(good).gif().toBuffer()
  const png = await sharp(good).png().toBuffer()
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, SCRIPT.length + 2]), Buffer.from(SCRIPT)])
  for (const source of [
    Buffer.concat([good, Buffer.from(SCRIPT)]),
    Buffer.concat([good.subarray(0, 2), comment, good.subarray(2), archive]),
    Buffer.concat([gif, archive, Buffer.from(SCRIPT)]),
    Buffer.concat([png, archive, Buffer.from(SCRIPT)]),
  ]) {
    const { file, preview } = await scene.decode(source)
    for (const made of [file, preview]) {
      const bytes = await readFile(made?.path ?? '')
      assert.ok(!bytes.includes('<?php') && !bytes.includes('<script') && !bytes.includes('META-INF'))
    }
  }
})

test('a script that begins like a picture is refused', async () => {
  for (const start of ['GIF89a/*', 'GIF89a=1;', '\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'RIFF\0\0\0\0WEBPVP8 ']) {
    const bytes = Buffer.concat([Buffer.from(start, 'latin1'), Buffer.from(SCRIPT.repeat(5))])
    assert.match((await scene.refusal(bytes))[0], /^media-(damaged|too-many-pixels)$/, start)
  }
})
