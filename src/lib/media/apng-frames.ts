import { crc32 } from 'node:zlib'

/** One frame of an animated PNG (PNG specification, third edition, 11.3.6). */
export interface ApngFrame {
  /** A PNG of its own, of the size of the frame. */
  png: Buffer
  width: number
  height: number
  /** Where it is put on the canvas. */
  left: number
  top: number
  delayMs: number
  /** What happens to its area after it was shown. */
  disposal: 'keep' | 'clear' | 'restore'
  isBlended: boolean
}

interface Chunk {
  name: string
  data: Buffer
}

const SIGNATURE_BYTES = 8
/** Chunks that every frame needs: the palette, and what decides the colours. */
const SHARED = new Set(['PLTE', 'tRNS', 'iCCP', 'sRGB', 'gAMA', 'cHRM', 'cICP'])
const DISPOSALS = ['keep', 'clear', 'restore'] as const
/** The number of a frame, before the data of it. */
const SEQUENCE_BYTES = 4
/** What a denominator of 0 means, by the specification. */
const HUNDREDTHS = 100

/** @throws RangeError if the file is cut off */
export function* framesOf(png: Buffer): Generator<ApngFrame> {
  const [head, ...chunks] = chunksOf(png)
  const shared = chunks.filter(({ name }) => SHARED.has(name))
  let control: Buffer | undefined
  let data: Buffer[] = []
  for (const { name, data: content } of chunks) {
    if (control && data.length > 0 && (name === 'fcTL' || name === 'IEND')) {
      yield frameOf(control, [{ name: 'IHDR', data: headOf(head?.data ?? png, control) }, ...shared], data)
    }
    if (name === 'fcTL') [control, data] = [content, []]
    if (name === 'IDAT') data.push(content)
    if (name === 'fdAT') data.push(content.subarray(SEQUENCE_BYTES))
  }
}

/** Frames and repetitions (0 is forever), as the file claims. Undefined if it is not animated. */
export function animationOf(png: Buffer): { frames: number; loop: number } | undefined {
  for (const { name, data } of chunksOf(png)) {
    if (name === 'acTL') return { frames: data.readUInt32BE(0), loop: data.readUInt32BE(4) }
    if (name === 'IDAT') return undefined
  }
  return undefined
}

function* chunksOf(png: Buffer): Generator<Chunk> {
  for (let offset = SIGNATURE_BYTES; offset < png.length; ) {
    const length = png.readUInt32BE(offset)
    const name = png.toString('latin1', offset + 4, offset + 8)
    yield { name, data: png.subarray(offset + 8, offset + 8 + length) }
    offset += 12 + length
  }
}

function headOf(head: Buffer, control: Buffer): Buffer {
  return Buffer.concat([control.subarray(4, 12), head.subarray(8)])
}

function frameOf(control: Buffer, before: readonly Chunk[], data: readonly Buffer[]): ApngFrame {
  const chunks = [...before, { name: 'IDAT', data: Buffer.concat(data) }, { name: 'IEND', data: Buffer.alloc(0) }]
  const [numerator, denominator] = [control.readUInt16BE(20), control.readUInt16BE(22) || HUNDREDTHS]
  return {
    png: Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks.map(written)]),
    width: control.readUInt32BE(4),
    height: control.readUInt32BE(8),
    left: control.readUInt32BE(12),
    top: control.readUInt32BE(16),
    delayMs: Math.round((numerator / denominator) * 1_000),
    disposal: DISPOSALS[control.readUInt8(24)] ?? 'keep',
    isBlended: control.readUInt8(25) === 1,
  }
}

function written({ name, data }: Chunk): Buffer {
  const [length, named, check] = [Buffer.alloc(4), Buffer.concat([Buffer.from(name, 'latin1'), data]), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}
