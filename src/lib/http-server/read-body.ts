/** The one reader of request bodies. */
import type { Readable } from 'node:stream'
import type { BodyHold } from './body-budget.ts'
import { BodyError } from './body-error.ts'
import { whileMoving } from './body-pace.ts'
import { BODY_PACE, MAX_BODY_PIECES } from './limits.ts'
import type { IncomingRequest } from './request.ts'

/**
 * The raw bytes of the body. They are counted as they arrive, because a declared length may be wrong or missing.
 * @throws BodyError
 */
export async function readBody(request: IncomingRequest, maxBytes: number): Promise<Uint8Array> {
  const { body, hold } = request
  if (!body) return new Uint8Array()
  const declared = request.header('content-length')
  if (declared !== undefined) refuseDeclared(Number(declared), maxBytes, hold)
  return collect(body, maxBytes, hold)
}

/** A length that is no number is treated as too long. */
function refuseDeclared(length: number, maxBytes: number, hold: BodyHold | undefined): void {
  if (Number.isNaN(length) || length > maxBytes) throw new BodyError('too-long', maxBytes)
  if (hold?.hasRoom(length) === false) throw new BodyError('no-room', maxBytes)
}

function collect(body: Readable, maxBytes: number, hold: BodyHold | undefined): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
  const bytes = new Received(maxBytes, hold)
  const stop = (reason: BodyError['reason']) => {
    body.off('data', take).pause()
    reject(new BodyError(reason, maxBytes))
  }
  const take = (piece: Uint8Array) => {
    const problem = bytes.add(piece)
    if (problem) stop(problem)
  }
  const cutOff = () => reject(new BodyError('cut-off', maxBytes))
  body.on('data', take)
  body.once('end', () => resolve(bytes.whole))
  body.once('error', cutOff)
  body.once('close', cutOff)
  if (body.destroyed) cutOff()
  return whileMoving(
    promise,
    BODY_PACE,
    () => bytes.size,
    () => stop('too-slow'),
  )
}

/** What has arrived, in one piece of memory: a byte that is kept as a piece of its own costs a hundred. */
class Received {
  readonly #maxBytes: number
  readonly #hold: BodyHold | undefined
  #memory: Uint8Array = new Uint8Array()
  #pieces = 0
  size = 0
  constructor(maxBytes: number, hold: BodyHold | undefined) {
    this.#maxBytes = maxBytes
    this.#hold = hold
  }

  get whole(): Uint8Array {
    return this.#memory.subarray(0, this.size)
  }

  /** @returns why the piece is not accepted */
  add(piece: Uint8Array): BodyError['reason'] | undefined {
    const size = this.size + piece.length
    if (size > this.#maxBytes) return 'too-long'
    if (++this.#pieces > MAX_BODY_PIECES) return 'too-many-pieces'
    if (size > this.#memory.length && !this.#grow(size, piece)) return 'no-room'
    if (this.#memory !== piece) this.#memory.set(piece, this.size)
    this.size = size
    return undefined
  }

  /** Doubles the memory. Most bodies are a single piece, which is kept as it came. @returns false if there is no room */
  #grow(size: number, piece: Uint8Array): boolean {
    const capacity = this.size === 0 ? size : Math.min(Math.max(size, 2 * this.#memory.length), this.#maxBytes)
    if (this.#hold?.take(capacity - this.#memory.length) === false) return false
    const memory = this.size === 0 ? piece : Buffer.allocUnsafeSlow(capacity)
    if (this.size > 0) memory.set(this.whole)
    this.#memory = memory
    return true
  }
}
