import sharp, { type Sharp } from 'sharp'
import { ApngCanvas, CHANNELS } from './apng-canvas.ts'
import { type ApngFrame, animationOf, framesOf } from './apng-frames.ts'
import { MediaError } from './media-error.ts'

/** An animated PNG. libvips reads only its first frame, so the frames are put together here. */
export class Apng {
  readonly #png: Buffer
  readonly frames: number
  readonly #loop: number

  /** @throws MediaError if it is not animated */
  constructor(png: Buffer) {
    const animation = animationOf(png)
    if (!animation) throw new MediaError(['media-damaged'], 'no animation')
    this.#png = png
    this.frames = animation.frames
    this.#loop = animation.loop
  }

  /** All frames as one tall picture that sharp knows to cut. @throws MediaError */
  async open(width: number, height: number): Promise<Sharp> {
    const canvas = new ApngCanvas(width, height)
    const tall = Buffer.alloc(canvas.pixels.length * this.frames)
    const delay: number[] = []
    for (const frame of framesOf(this.#png)) {
      if (delay.length === this.frames || !canvas.holds(frame)) throw new MediaError(['media-damaged'], 'frames')
      await show(frame, canvas, tall.subarray(canvas.pixels.length * delay.length))
      delay.push(frame.delayMs)
    }
    if (delay.length !== this.frames) throw new MediaError(['media-damaged'], 'frames are missing')
    const raw = { width, height: height * this.frames, channels: CHANNELS, pageHeight: height } as const
    return sharp(tall, { raw, animated: true, limitInputPixels: false }).webp({ delay, loop: this.#loop })
  }
}

/** Draws a frame on the canvas, and copies what is seen then. */
async function show(frame: ApngFrame, canvas: ApngCanvas, to: Buffer): Promise<void> {
  const before = frame.disposal === 'restore' ? Buffer.from(canvas.pixels) : undefined
  const pixels = await sharp(frame.png, { failOn: 'error' }).toColourspace('srgb').ensureAlpha().raw().toBuffer()
  if (pixels.length !== frame.width * frame.height * CHANNELS) throw new MediaError(['media-damaged'], 'frame size')
  canvas.draw(frame, pixels)
  canvas.pixels.copy(to)
  before?.copy(canvas.pixels)
  if (frame.disposal === 'clear') canvas.clear(frame)
}
