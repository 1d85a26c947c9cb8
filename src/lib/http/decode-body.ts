import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib'
import { FetchError } from './fetch-error.ts'

/** The value we send in `accept-encoding`. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br'

interface DecodeLimits {
  host: string
  maxBytes: number
  /** Return the first `maxBytes` instead of failing. A stream that ends early is then not an error either. */
  truncate: boolean
}

/**
 * Undoes `content-encoding`. Output is counted as it is produced, so a decompression bomb uses at most `maxBytes` of
 * memory.
 * @throws FetchError `too-large`, or `encoding` if the encoding is damaged, nested or unknown
 */
export function decodeBody(bytes: Buffer, encoding: string, limits: DecodeLimits): Promise<Buffer> {
  const { host, maxBytes, truncate } = limits
  const stream = decoderOf(encoding, bytes, truncate)
  if (!stream) {
    return Promise.reject(new FetchError('encoding', host, `${host} answered in an unsupported content encoding.`))
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length
      chunks.push(chunk)
      if (size <= maxBytes) return
      stream.destroy()
      if (truncate) resolve(Buffer.concat(chunks).subarray(0, maxBytes))
      else reject(tooLarge(host, maxBytes))
    })
    stream.on('end', () => resolve(Buffer.concat(chunks)))
    stream.on('error', (error) => {
      reject(new FetchError('encoding', host, `${host} sent a damaged compressed body.`, error))
    })
    stream.end(bytes)
  })
}

export function tooLarge(host: string, maxBytes: number): FetchError {
  return new FetchError('too-large', host, `The answer of ${host} is longer than ${maxBytes} bytes.`)
}

function decoderOf(encoding: string, bytes: Buffer, lenient: boolean) {
  const zlib = lenient ? { finishFlush: constants.Z_SYNC_FLUSH } : {}
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip(zlib)
    case 'deflate':
      // Some servers send a raw deflate stream without the zlib header that the standard requires.
      return ((bytes[0] ?? 0) & 0x0f) === 0x08 ? createInflate(zlib) : createInflateRaw(zlib)
    case 'br':
      return createBrotliDecompress(lenient ? { finishFlush: constants.BROTLI_OPERATION_FLUSH } : {})
    case 'zstd':
      return createZstdDecompress(lenient ? { finishFlush: constants.ZSTD_e_flush } : {})
    default:
      return undefined
  }
}
