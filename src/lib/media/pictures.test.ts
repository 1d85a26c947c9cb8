import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { decode as decodeBlurhash } from 'blurhash'
import sharp, { type Sharp } from 'sharp'
import { type MediaScene, mediaScene } from '../../../test/world/media.ts'
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
