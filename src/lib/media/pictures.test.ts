import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { decode as decodeBlurhash } from 'blurhash'
import exifr from 'exifr'
import sharp, { type Sharp } from 'sharp'
import { type MediaScene, mediaScene } from '../../../test/world/media.ts'
import { apng, PNG_SIGNATURE, pngChunk } from '../../../test/world/png.ts'
import { previewSize } from './sizes.ts'

let scene: MediaScene
before(async () => {
  scene = await mediaScene()
})
after(() => scene[Symbol.asyncDispose]())

const TEAL = { r: 0, g: 128, b: 128 }
const picture = (width = 300, height = 200): Sharp =>
  sharp({ create: { width, height, channels: 3, background: TEAL } })

for (const [format, mediaType] of [
  ['jpeg', 'image/jpeg'],
  ['png', 'image/png'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['avif', 'image/jpeg'],
] as const) {
  test(`a ${format} is served as ${mediaType}, with a preview and a blurhash`, async () => {
    const made = await scene.decode(await picture(1_200, 800).toFormat(format).toBuffer())
    assert.deepEqual([made.type, made.width, made.height, made.isAnimated], ['image', 1_200, 800, false])
    assert.equal(made.file?.mediaType, mediaType)
    assert.deepEqual([made.preview?.mediaType, made.preview?.width, made.preview?.height], ['image/webp', 588, 392])
    assert.deepEqual(previewSize(1_200, 800), { width: 588, height: 392 })
    const [r = 0, g = 0, b = 0] = decodeBlurhash(made.blurhash ?? '', 4, 4)
    assert.ok(Math.abs(r - TEAL.r) < 12 && Math.abs(g - TEAL.g) < 12 && Math.abs(b - TEAL.b) < 12, `${r} ${g} ${b}`)
    assert.equal((await readFile(made.file?.path ?? '')).length, made.file?.bytes)
  })
}

const GPS = { GPSLatitude: '48/1 51/1 27/1', GPSLatitudeRef: 'N', GPSLongitude: '2/1 17/1 40/1', GPSLongitudeRef: 'E' }
const SECRET = 'A secret of the photographer'

for (const format of ['jpeg', 'png', 'webp', 'avif'] as const) {
  test(`a ${format} keeps neither its place nor any other metadata (R-65)`, async () => {
    const exif = { IFD0: { Artist: SECRET, Copyright: SECRET }, IFD3: GPS }
    const tagged = await picture()
      .withExif(exif)
      .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- ${SECRET} --></x:xmpmeta>`)
      .withIccProfile('p3')
      .toFormat(format)
      .toBuffer()
    assert.ok(tagged.includes(SECRET))
    if (format === 'jpeg' || format === 'png')
      assert.ok(Math.abs(((await exifr.gps(tagged))?.latitude ?? 0) - 48.8575) < 0.001)
    const { file, preview } = await scene.decode(tagged)
    for (const made of [file, preview]) {
      const bytes = await readFile(made?.path ?? '')
      assert.ok(!bytes.includes(SECRET))
      const { exif: found, xmp, iptc, icc, comments } = await sharp(bytes).metadata()
      assert.deepEqual([found, xmp, iptc, icc, comments], [undefined, undefined, undefined, undefined, undefined])
      if (made === file && made?.mediaType !== 'image/webp') {
        const everything = { gps: true, xmp: true, icc: true, iptc: true, exif: true, jfif: false, ihdr: false }
        assert.equal(await exifr.parse(bytes, everything), undefined)
      }
    }
  })
}

test('comments inside a JPEG, a PNG and a GIF are gone (R-65)', async () => {
  const jpeg = await picture().jpeg().toBuffer()
  const png = await picture().png().toBuffer()
  const gif = await picture().gif().toBuffer()
  const text = pngChunk('tEXt', Buffer.from(`Comment\0${SECRET}`))
  const isTable = (gif[10] ?? 0) & 0x80 ? 3 * 2 ** (((gif[10] ?? 0) & 7) + 1) : 0
  const extension = Buffer.concat([Buffer.from([0x21, 0xfe, SECRET.length]), Buffer.from(`${SECRET}\0`)])
  for (const source of [
    Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, SECRET.length + 2]), Buffer.from(SECRET), jpeg.subarray(2)]), // biome-ignore format: one file
    Buffer.concat([png.subarray(0, 33), text, png.subarray(33)]),
    Buffer.concat([gif.subarray(0, 13 + isTable), extension, gif.subarray(13 + isTable)]),
  ]) {
    assert.ok(source.includes(SECRET))
    const { file } = await scene.decode(source)
    assert.ok(!(await readFile(file?.path ?? '')).includes(SECRET))
  }
  assert.ok(png.subarray(0, 8).equals(PNG_SIGNATURE))
})

/** Red above, blue below. */
const twoColours = (width: number, height: number): Sharp =>
  picture(width, height).composite([
    { input: { create: { width, height: height / 2, channels: 3, background: '#f00' } }, gravity: 'north' },
    { input: { create: { width, height: height / 2, channels: 3, background: '#00f' } }, gravity: 'south' },
  ])

for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
  test(`a photograph with orientation ${orientation} is turned upright`, async () => {
    const source = await twoColours(80, 40).withMetadata({ orientation }).jpeg({ quality: 100 }).toBuffer()
    const { width, height, file, preview } = await scene.decode(source)
    assert.deepEqual([width, height], orientation > 4 ? [40, 80] : [80, 40])
    assert.deepEqual([preview?.width, preview?.height], [width, height])
    // Where the red half is after turning: above, below, left or right (EXIF 2.32, 4.6.4).
    const [x, y] = [[40, 5], [40, 5], [40, 35], [40, 35], [5, 40], [35, 40], [35, 40], [5, 40]][orientation - 1] as [number, number] // biome-ignore format: one place for each
    assert.ok(isNear(await pixel(file?.path, x, y), [255, 0, 0]))
  })
}

/** A picture of a warm red, stored in another way. */
const WAYS: Record<string, (image: Sharp) => Sharp> = {
  'in Display P3': (image) => image.withIccProfile('p3').png(),
  'with 16 bits': (image) => image.toColourspace('rgb16').png(),
  'with a palette': (image) => image.png({ palette: true }),
}

for (const [way, store] of Object.entries(WAYS)) {
  test(`a picture ${way} keeps its colours, in sRGB of 8 bits`, async () => {
    const image = sharp({ create: { width: 40, height: 40, channels: 3, background: { r: 200, g: 80, b: 40 } } })
    const { file } = await scene.decode(await store(image).toBuffer())
    const found = await pixel(file?.path, 20, 20)
    assert.ok(isNear(found, [200, 80, 40], 3), String(found))
    const { space, depth, channels } = await sharp(file?.path).metadata()
    assert.deepEqual([space, depth, channels], ['srgb', 'uchar', 3])
  })
}

test('a CMYK photograph keeps the colours that print can show, and a grey one stays grey', async () => {
  const image = () => sharp({ create: { width: 40, height: 40, channels: 3, background: { r: 150, g: 120, b: 110 } } })
  const cmyk = await image().toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 100 }).toBuffer()
  assert.equal((await sharp(cmyk).metadata()).space, 'cmyk')
  const found = await pixel((await scene.decode(cmyk)).file?.path, 20, 20)
  assert.ok(isNear(found, [150, 120, 110]), String(found))
  const [r, g, b] = await pixel((await scene.decode(await image().greyscale().jpeg().toBuffer())).file?.path, 20, 20)
  assert.ok(r === g && g === b && r !== 0)
})

test('transparency stays, in every format that has it', async () => {
  const clear = sharp({
    create: { width: 60, height: 60, channels: 4, background: { r: 0, g: 128, b: 128, alpha: 0.5 } },
  })
  for (const [format, mediaType] of [
    ['png', 'image/png'],
    ['webp', 'image/webp'],
    ['avif', 'image/webp'],
  ] as const) {
    const { file, preview } = await scene.decode(await clear.clone().toFormat(format).toBuffer())
    assert.equal(file?.mediaType, mediaType)
    for (const made of [file, preview]) {
      const [, , , alpha = 0] = await pixel(made?.path, 30, 30)
      assert.ok(Math.abs(alpha - 128) < 8, `${format}: ${alpha}`)
    }
  }
})

test('a picture that is larger than 4K is scaled down to that area', async () => {
  const { width, height, file } = await scene.decode(await picture(5_000, 4_000).jpeg().toBuffer())
  assert.deepEqual([width, height], [3_220, 2_576])
  assert.deepEqual([file?.width, file?.height], [3_220, 2_576])
})

/** Three frames of one colour each. */
async function animated(format: 'gif' | 'webp', size = 200): Promise<Buffer> {
  const frames = ['#f00', '#0f0', '#00f'].map((background) =>
    sharp({ create: { width: size, height: size, channels: 3, background } })
      .png()
      .toBuffer(),
  )
  return await sharp(await Promise.all(frames), { join: { animated: true } })
    .toFormat(format, { delay: [100, 200, 300], loop: 2 })
    .toBuffer()
}

test('an animated WebP stays animated, with its pace', async () => {
  const { file, preview, isAnimated, width, height } = await scene.decode(await animated('webp'))
  assert.deepEqual([isAnimated, width, height, file?.mediaType], [true, 200, 200, 'image/webp'])
  const { pages, delay, loop } = await sharp(file?.path, { animated: true }).metadata()
  assert.deepEqual([pages, delay, loop], [3, [100, 200, 300], 2])
  assert.equal((await sharp(preview?.path).metadata()).pages, undefined)
  assert.ok(isNear(await pixel(preview?.path, 100, 100), [255, 0, 0]))
})

test('an animated PNG becomes an animated WebP', async () => {
  const source = apng([
    { width: 40, height: 40, colour: [255, 0, 0, 255] },
    { width: 20, height: 20, left: 20, top: 20, colour: [0, 0, 255, 255], disposal: 2 },
    { width: 20, height: 20, left: 0, top: 0, colour: [0, 255, 0, 128], isBlended: true, disposal: 1 },
    { width: 1, height: 1, left: 39, top: 0, colour: [9, 9, 9, 255] },
  ])
  const { file, preview, isAnimated } = await scene.decode(source)
  assert.deepEqual([file?.mediaType, isAnimated], ['image/webp', true])
  const { pages, delay } = await sharp(file?.path, { animated: true }).metadata()
  assert.deepEqual([pages, delay], [4, [100, 100, 100, 100]])
  assert.ok(isNear(await pixel(preview?.path, 10, 10), [255, 0, 0]))
  assert.ok(isNear(await pixel(file?.path, 30, 30, 1), [0, 0, 255]), 'the second frame lies over the first')
  assert.ok(isNear(await pixel(file?.path, 30, 30, 2), [255, 0, 0]), 'its area is restored')
  assert.ok(isNear(await pixel(file?.path, 10, 10, 2), [127, 128, 0]), 'the third one is blended with it')
  const [, , , alpha] = await pixel(file?.path, 10, 10, 3)
  assert.equal(alpha, 0, 'its area is cleared')
  const emoji = await scene.decode(source, { use: 'emoji' })
  assert.equal((await sharp(emoji.file?.path, { animated: true }).metadata()).pages, 4)
})

for (const [use, width, height, stays] of [
  ['avatar', 400, 400, true],
  ['header', 1_500, 500, false],
  ['emoji', 128, 128, true],
] as const) {
  test(`an animated ${use} is a WebP of ${width} × ${height} ${stays ? 'that stays animated' : 'of its first frame'}`, async () => {
    const { file, preview, isAnimated, blurhash } = await scene.decode(await animated('gif'), { use })
    assert.deepEqual([file?.mediaType, file?.width, file?.height, isAnimated, blurhash], ['image/webp', width, height, stays, undefined]) // biome-ignore format: one file
    assert.equal((await sharp(file?.path).metadata()).pages, stays ? 3 : undefined)
    assert.deepEqual([preview?.mediaType, preview?.width, preview?.height], ['image/webp', width, height])
    assert.equal((await sharp(preview?.path).metadata()).pages, undefined)
  })
}

test('only the preview is made of a picture that is served as its origin made it', async () => {
  const made = await scene.decode(await picture(1_200, 800).jpeg().toBuffer(), { keepOriginal: true })
  assert.deepEqual([made.file, made.width, made.height, made.preview?.width], [undefined, 1_200, 800, 588])
  const moving = await scene.decode(await animated('webp'), { keepOriginal: true })
  assert.deepEqual([moving.file, moving.isAnimated], [undefined, true])
})

test('a picture of one pixel, and one that is a line, have a preview', async () => {
  for (const [width, height] of [
    [1, 1],
    [1, 60_000],
    [60_000, 1],
  ] as const) {
    const { preview, blurhash } = await scene.decode(await picture(width, height).png().toBuffer())
    assert.ok((preview?.bytes ?? 0) > 0 && (blurhash?.length ?? 0) > 5)
  }
})

test('a HEIC is refused with a clear reason', async () => {
  const avif = await picture().avif().toBuffer()
  const heic = Buffer.from(avif.toString('latin1').replaceAll('avif', 'heic'), 'latin1')
  assert.deepEqual(await scene.refusal(heic), ['media-unsupported-codec', { codec: 'HEIC' }])
})

/** Red, green, blue and alpha of one pixel of one frame. */
async function pixel(path = '', left: number, top: number, page = 0): Promise<number[]> {
  const area = { left, top, width: 1, height: 1 }
  return [...(await sharp(path, { page }).toColourspace('srgb').ensureAlpha().extract(area).raw().toBuffer())]
}

function isNear(found: readonly number[], wanted: readonly number[], tolerance = 12): boolean {
  return wanted.every((value, index) => Math.abs(value - (found[index] ?? -1_000)) <= tolerance)
}
