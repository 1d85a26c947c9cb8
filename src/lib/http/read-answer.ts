import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { decodeBody, tooLarge } from './decode-body.ts'
import { explainFailure } from './explain-failure.ts'
import { FetchError } from './fetch-error.ts'

export interface RawAnswer {
  status: number
  headers: Record<string, string>
  body: Uint8Array
  stream?: Readable
}

interface AnswerLimits {
  host: string
  maxBytes: number
  truncate: boolean
  accept: ((contentType: string) => boolean) | undefined
}

/** How much we read of a body that only explains a failure, for the log. */
const MAX_ERROR_BYTES = 16_384
/** `103 Early Hints` is fine; an endless series of `100 Continue` is not (case 65). */
const MAX_INTERIM_ANSWERS = 8
const NO_BYTES = new Uint8Array()

/** Reads the answer of one request. Deliberately lean, because every delivery uses it. */
export class AnswerReader implements Dispatcher.DispatchHandler {
  readonly answer: Promise<RawAnswer>
  #resolve!: (answer: RawAnswer) => void
  #reject!: (error: FetchError) => void
  readonly #limits: AnswerLimits
  #controller: Dispatcher.DispatchController | undefined
  #status = 0
  #headers: Record<string, string> = {}
  #chunks: Buffer[] = []
  #size = 0
  #maxBytes = 0
  #truncate = false
  #interim = 0
  #settled = false

  constructor(limits: AnswerLimits) {
    this.#limits = limits
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /** Gives up. Works even while the request still waits for a socket. */
  abort(error: FetchError): void {
    if (this.#settled) return
    this.#settled = true
    this.#reject(error)
    this.#controller?.abort(error)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#settled) controller.abort(new Error('given up before it was sent'))
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Record<string, unknown>): void {
    const { host, maxBytes, accept } = this.#limits
    if (status < 200) {
      checkInterim(this, host, ++this.#interim)
      return
    }
    const success = status < 300
    this.#status = status
    this.#headers = plainHeaders(headers)
    this.#maxBytes = success ? maxBytes : Math.min(maxBytes, MAX_ERROR_BYTES)
    this.#truncate = this.#limits.truncate || !success
    if (success && accept && !accept(this.#headers['content-type'] ?? '')) {
      this.abort(new FetchError('media-type', host, `${host} answered with an unexpected content type.`))
    } else if (!this.#truncate && Number(this.#headers['content-length']) > this.#maxBytes) {
      this.abort(tooLarge(host, this.#maxBytes))
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return
    this.#size += chunk.length
    this.#chunks.push(chunk)
    if (this.#size <= this.#maxBytes) return
    if (this.#truncate) {
      this.#finish()
      controller.abort(new Error('read enough'))
    } else {
      this.abort(tooLarge(this.#limits.host, this.#maxBytes))
    }
  }

  onResponseEnd(): void {
    this.#finish()
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#settled) return
    this.#settled = true
    this.#reject(explainFailure(error, this.#limits.host))
  }

  #finish(): void {
    if (this.#settled) return
    this.#settled = true
    const head = { status: this.#status, headers: this.#headers }
    const bytes = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks)
    const encoding = this.#headers['content-encoding']?.trim().toLowerCase()
    const limits = { host: this.#limits.host, maxBytes: this.#maxBytes, truncate: this.#truncate }
    if (bytes.length === 0 || !encoding || encoding === 'identity') {
      this.#resolve({ ...head, body: bytes.subarray(0, this.#maxBytes) })
      return
    }
    decodeBody(bytes, encoding, limits).then(
      (body) => this.#resolve({ ...head, body }),
      // The status of an error answer counts even if its body is damaged.
      (error) => (head.status < 300 ? this.#reject(error) : this.#resolve({ ...head, body: NO_BYTES })),
    )
  }
}

/** Gives up a request that has got too many interim answers. */
export function checkInterim(reader: Pick<AnswerReader, 'abort'>, host: string, count: number): void {
  if (count > MAX_INTERIM_ANSWERS) reader.abort(explainFailure(undefined, host))
}

export function plainHeaders(headers: Record<string, unknown>): Record<string, string> {
  const plain: Record<string, string> = Object.create(null)
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    plain[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value ?? '')
  }
  return plain
}
