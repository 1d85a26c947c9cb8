/** Files that were made to hurt whoever opens them (cases 79 to 82). Each is small, and built here. */
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { apng, numbers, PNG_SIGNATURE, pngChunk, pngHead } from './png.ts'

const zeros = (bytes: number) => deflateSync(Buffer.alloc(bytes))
const png = (...chunks: readonly Buffer[]) => Buffer.concat([PNG_SIGNATURE, ...chunks, pngChunk('IEND', Buffer.alloc(0))]) // biome-ignore format: one line
const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 0, g: 128, b: 128 } } })

/** A PNG that claims a size, whatever its data holds. */
export const pngOf = (width: number, height: number) =>
  png(pngHead(width, height, 8, 0), pngChunk('IDAT', zeros(1_000_000)))

/** A PNG of which one ancillary chunk inflates to 100 MB. */
export function pngWithHuge(chunk: 'iCCP' | 'zTXt'): Buffer {
  const bomb = pngChunk(chunk, Buffer.concat([Buffer.from('a\0\0'), zeros(100_000_000)]))
  return png(pngHead(1, 1, 8, 0), bomb, pngChunk('IDAT', zeros(2)))
}

export function apngOfFrames(count: number, claimed = count): Buffer {
  return apng(
    Array.from({ length: count }, () => ({ width: 1, height: 1, colour: [0, 128, 128, 255] })),
    claimed,
  )
}

/** A GIF of so many frames of one pixel. Its screen may have any size. */
export function gifOfFrames(count: number, width = 1, height = width): Buffer {
  const head = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1')
  head.writeUInt16LE(width, 6)
  head.writeUInt16LE(height, 8)
  const frame = Buffer.from('21f90400010000002c000000000100010000020244010000'.slice(0, -2), 'hex')
  return Buffer.concat([head, ...Array.from({ length: count }, () => frame), Buffer.from([0x3b])])
}

const segment = (marker: number, ...bytes: readonly number[]) =>
  Buffer.from([0xff, marker, 0, bytes.length + 2, ...bytes])

/**
 * A grey progressive JPEG with as many scans as its format allows (ITU T.81, annex G): for each of the coefficients, the
 * fourteen bits one after the other. Every scan visits all blocks, and takes a few bytes, since all of them are empty.
 */
export function jpegOfScans(side: number): Buffer {
  const blocks = Math.ceil(side / 8) ** 2
  const size = [side >> 8, side & 255]
  const oneCode = (table: number, symbol: number) => segment(0xc4, table, 1, ...Array(15).fill(0), symbol)
  const quantization = segment(0xdb, 0, ...Array(64).fill(1))
  const frame = segment(0xc2, 8, ...size, ...size, 1, 1, 0x11, 0)
  const head = [Buffer.from('ffd8', 'hex'), quantization, frame, oneCode(0, 0), oneCode(0x10, 0xe0)]
  const scan = (coefficient: number, high: number, low: number, bits: number) =>
    Buffer.concat([
      segment(0xda, 1, 1, 0, coefficient, coefficient, (high << 4) | low),
      Buffer.alloc(Math.ceil(bits / 8)),
    ])
  const scans = [scan(0, 0, 0, blocks)]
  const bits = 15 * Math.ceil(blocks / 16_384)
  for (let coefficient = 1; coefficient < 64; coefficient++)
    for (let low = 13; low >= 0; low--) scans.push(scan(coefficient, low === 13 ? 0 : low + 1, low, bits))
  return Buffer.concat([...head, ...scans, Buffer.from('ffd9', 'hex')])
}

/** A picture whose head claims another size than its content has. */
export async function webpThatClaims(width: number, height: number): Promise<Buffer> {
  const webp = await plain(100, 100).webp({ lossless: true }).toBuffer()
  webp.writeUInt32LE(((width - 1) | ((height - 1) << 14)) >>> 0, 21)
  return webp
}

export async function avifThatClaims(width: number, height: number, actual = 64): Promise<Buffer> {
  const avif = await plain(actual, actual).avif({ effort: 0 }).toBuffer()
  const size = numbers(width, height)
  for (let at = avif.indexOf('ispe'); at > 0; at = avif.indexOf('ispe', at + 4)) size.copy(avif, at + 8)
  return avif
}
