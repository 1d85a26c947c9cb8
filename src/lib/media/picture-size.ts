import { HEAD_BYTES, type MediaType } from './sniff.ts'

interface Size {
  width: number
  height: number
}

/**
 * Width and height in pixels, as the first bytes of a picture claim them, so that a bomb is refused before anything is
 * stored or decoded. Undefined if they are not among the first `HEAD_BYTES`.
 */
export function readSize(head: Uint8Array, type: MediaType): Size | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD_BYTES))
  try {
    return READERS[type]?.(bytes)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

type Reader = (bytes: Buffer) => Size | undefined

const readPng: Reader = (bytes) => ({ width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) })

const READERS: Partial<Record<MediaType, Reader>> = {
  'image/png': readPng,
  'image/apng': readPng,
  'image/gif': (bytes) => ({ width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }),
  'image/webp': readWebp,
  'image/jpeg': readJpeg,
  'image/avif': readHeif,
  'image/heic': readHeif,
}

/** The three kinds of first chunks (RFC 9649). */
function readWebp(bytes: Buffer): Size | undefined {
  const chunk = bytes.toString('latin1', 12, 16)
  if (chunk === 'VP8X') return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 }
  if (chunk === 'VP8 ') return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
  if (chunk !== 'VP8L') return undefined
  const packed = bytes.readUInt32LE(21)
  return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 }
}

/** The first frame header (SOF0 to SOF15, without the markers DHT, JPG and DAC between them; ITU T.81). */
function readJpeg(bytes: Buffer): Size | undefined {
  for (let offset = 2; offset + 9 <= bytes.length; ) {
    const marker = bytes.readUInt8(offset + 1)
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { height: bytes.readUInt16BE(offset + 5), width: bytes.readUInt16BE(offset + 7) }
    }
    offset += 2 + bytes.readUInt16BE(offset + 2)
  }
  return undefined
}

/** The largest of the boxes `ispe` (ISO/IEC 23008-12, 6.5.3): there is one for the whole, and smaller ones for its tiles. */
function readHeif(bytes: Buffer): Size | undefined {
  let largest: Size | undefined
  for (let at = bytes.indexOf('ispe'); at > 0; at = bytes.indexOf('ispe', at + 4)) {
    const size = { width: bytes.readUInt32BE(at + 8), height: bytes.readUInt32BE(at + 12) }
    if (!largest || size.width * size.height > largest.width * largest.height) largest = size
  }
  return largest
}
