import type { ApngFrame } from './apng-frames.ts'

/** Red, green, blue and alpha, each a byte. */
export const CHANNELS = 4
const OPAQUE = 255

/** The picture that the frames of an animated PNG are drawn on, one over the other. */
export class ApngCanvas {
  readonly pixels: Buffer
  readonly #width: number
  readonly #height: number

  constructor(width: number, height: number) {
    this.#width = width
    this.#height = height
    this.pixels = Buffer.alloc(width * height * CHANNELS)
  }

  holds({ left, top, width, height }: ApngFrame): boolean {
    return left + width <= this.#width && top + height <= this.#height
  }

  draw(frame: ApngFrame, drawn: Buffer): void {
    for (const [row, offset] of this.#rowsOf(frame)) {
      const source = drawn.subarray(row * frame.width * CHANNELS, (row + 1) * frame.width * CHANNELS)
      if (frame.isBlended) blend(source, this.pixels, offset)
      else source.copy(this.pixels, offset)
    }
  }

  clear(frame: ApngFrame): void {
    for (const [, offset] of this.#rowsOf(frame)) this.pixels.fill(0, offset, offset + frame.width * CHANNELS)
  }

  /** Each row of a frame, and where it begins on the canvas. */
  *#rowsOf({ left, top, height }: ApngFrame): Generator<[row: number, offset: number]> {
    for (let row = 0; row < height; row++) yield [row, ((top + row) * this.#width + left) * CHANNELS]
  }
}

/** Puts a row over another one, with its transparency. */
function blend(over: Buffer, under: Buffer, offset: number): void {
  for (let at = 0; at < over.length; at += CHANNELS) {
    const alpha = (over[at + 3] as number) / OPAQUE
    const rest = ((under[offset + at + 3] as number) / OPAQUE) * (1 - alpha)
    const sum = alpha + rest
    for (let channel = 0; channel < 3; channel++) {
      const mixed = (over[at + channel] as number) * alpha + (under[offset + at + channel] as number) * rest
      under[offset + at + channel] = sum === 0 ? 0 : Math.round(mixed / sum)
    }
    under[offset + at + 3] = Math.round(sum * OPAQUE)
  }
}
