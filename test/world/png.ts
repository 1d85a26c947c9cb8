/** Writes PNG files, chunk by chunk: also ones that no encoder would write. */
import { crc32, deflateSync } from 'node:zlib'

export const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')

export function pngChunk(name: string, data: Uint8Array): Buffer {
  const [length, named, check] = [Buffer.alloc(4), Buffer.concat([Buffer.from(name, 'latin1'), data]), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}

export function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => void bytes.writeUInt32BE(value, index * 4))
  return bytes
}

/** The head of a PNG in RGBA, or of another bit depth and colour type. */
export function pngHead(width: number, height: number, depth = 8, colourType = 6): Buffer {
  return pngChunk('IHDR', Buffer.concat([numbers(width, height), Buffer.from([depth, colourType, 0, 0, 0])]))
}

/** The compressed pixels of an area of one colour in RGBA. */
export function pngPixels(width: number, height: number, colour: readonly number[]): Buffer {
  const row = Buffer.concat([Buffer.from([0]), ...Array.from({ length: width }, () => Buffer.from(colour))])
  return deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))
}

interface Frame {
  width: number
  height: number
  left?: number
  top?: number
  colour: readonly number[]
  /** 0: keep, 1: clear, 2: restore */
  disposal?: number
  isBlended?: boolean
}

/** An animated PNG, whose first frame must cover it. `claimed`: the number of frames that it announces. */
export function apng(frames: readonly Frame[], claimed = frames.length): Buffer {
  const [{ width, height } = { width: 1, height: 1 }] = frames
  let sequence = 0
  const chunks = frames.flatMap((frame, index) => {
    const { left = 0, top = 0, disposal = 0, isBlended = false } = frame
    const place = numbers(sequence++, frame.width, frame.height, left, top)
    const timing = Buffer.from([0, 1, 0, 10, disposal, Number(isBlended)])
    const pixels = pngPixels(frame.width, frame.height, frame.colour)
    const data = index === 0 ? pngChunk('IDAT', pixels) : pngChunk('fdAT', Buffer.concat([numbers(sequence++), pixels]))
    return [pngChunk('fcTL', Buffer.concat([place, timing])), data]
  })
  const control = pngChunk('acTL', numbers(claimed, 0))
  return Buffer.concat([PNG_SIGNATURE, pngHead(width, height), control, ...chunks, pngChunk('IEND', Buffer.alloc(0))])
}
