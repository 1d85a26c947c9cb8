/** Reads a long body piece by piece, no faster than its pieces are dealt with. */
import type { Readable } from 'node:stream'
import { BodyError } from './body-error.ts'
import { whileMoving } from './body-pace.ts'
import { MAX_BODY_PIECES, MIN_PIECE_BYTES, UPLOAD_PACE } from './limits.ts'

type Take = (piece: Uint8Array) => Promise<void>

/**
 * Returns when the last piece is taken. After `take` has thrown, nothing more is read.
 * @throws BodyError, or what `take` throws; no `take` is running then
 */
export function eachPiece(body: Readable, maxBytes: number, take: Take): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const counter = new PieceCounter(maxBytes)
  let taking: Promise<void> | undefined
  let isStopped = false
  const stop = (error: unknown) => {
    isStopped = true
    body.off('data', onPiece).pause()
    reject(error)
  }
  const goOn = () => {
    taking = undefined
    if (!isStopped) body.resume()
  }
  const onPiece = (piece: Uint8Array) => {
    const problem = counter.add(piece)
    if (problem) return stop(problem)
    body.pause()
    taking = take(piece)
    taking.then(goOn, stop)
  }
  const cutOff = () => reject(new BodyError('cut-off'))
  // The end may be told while the last piece is being taken.
  body.on('data', onPiece).once('end', () => resolve(taking))
  body.once('error', cutOff).once('close', cutOff)
  if (body.destroyed) cutOff()
  // A client is not slow while we do not read.
  const tooSlow = () => taking === undefined && stop(new BodyError('too-slow'))
  return whileMoving(promise, UPLOAD_PACE, () => counter.bytes, tooSlow).finally(() => taking?.catch(() => {}))
}

class PieceCounter {
  readonly #maxBytes: number
  #pieces = 0
  bytes = 0
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** @returns why the piece is not accepted */
  add(piece: Uint8Array): BodyError | undefined {
    this.bytes += piece.length
    if (this.bytes > this.#maxBytes) return new BodyError('too-long', this.#maxBytes)
    const maxPieces = MAX_BODY_PIECES + this.bytes / MIN_PIECE_BYTES
    return ++this.#pieces > maxPieces ? new BodyError('too-many-pieces') : undefined
  }
}
