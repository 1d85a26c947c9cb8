/** The one reader of request bodies. */
import type { Readable } from 'node:stream'
import type { IncomingRequest } from './request.ts'

/** A body that was not read to its end: it has too many bytes, or the client disconnected. */
export class BodyError extends Error {
  readonly reason: 'too-large' | 'cut-off'
  constructor(reason: BodyError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

/**
 * The raw bytes of the body. They are counted as they arrive, because a declared length may be wrong or missing.
 * @throws BodyError
 */
export async function readBody(request: IncomingRequest, maxBytes: number): Promise<Uint8Array> {
  const { body } = request
  if (!body) return new Uint8Array()
  const declared = request.header('content-length')
  if (declared !== undefined && isTooLarge(declared, maxBytes)) throw tooLarge(maxBytes)
  return collect(body, maxBytes)
}

/** A length that is no number is treated as too large. */
function isTooLarge(declared: string, maxBytes: number): boolean {
  const length = Number(declared)
  return Number.isNaN(length) || length > maxBytes
}

function collect(body: Readable, maxBytes: number): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
  const chunks: Uint8Array[] = []
  let size = 0
  const take = (chunk: Uint8Array) => {
    size += chunk.length
    if (size <= maxBytes) {
      chunks.push(chunk)
    } else {
      body.off('data', take).pause()
      reject(tooLarge(maxBytes))
    }
  }
  const cutOff = () => reject(new BodyError('cut-off', 'The body was cut off'))
  body.on('data', take)
  body.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks)))
  body.once('error', cutOff)
  body.once('close', cutOff)
  if (body.destroyed) cutOff()
  return promise
}

function tooLarge(maxBytes: number): BodyError {
  return new BodyError('too-large', `The body is longer than ${maxBytes} bytes`)
}
