import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { explainFailure } from './explain-failure.ts'
import { FetchError } from './fetch-error.ts'
import { checkInterim, plainHeaders, type RawAnswer } from './read-answer.ts'
import { SteadyPace } from './steady-pace.ts'

/**
 * Reads the answer of one request whose body is a file. The answer is there with its head. Only a 2xx has a body; it
 * arrives no faster than it is read.
 */
export class AnswerStreamer implements Dispatcher.DispatchHandler {
  readonly answer: Promise<RawAnswer>
  readonly #host: string
  readonly #paceWindowMs: number | undefined
  #resolve!: (answer: RawAnswer) => void
  #reject!: (error: FetchError) => void
  #controller: Dispatcher.DispatchController | undefined
  #stream: Readable | undefined
  #pace: SteadyPace | undefined
  #interim = 0
  #settled = false

  /** @param paceWindowMs over which the pace of the sender is measured */
  constructor(host: string, paceWindowMs?: number) {
    this.#host = host
    this.#paceWindowMs = paceWindowMs
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /** Gives up. Once the answer is there, its stream is destroyed instead. */
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

  onResponseStart(controller: Dispatcher.DispatchController, status: number, given: Record<string, unknown>): void {
    if (this.#settled) return
    if (status < 200) checkInterim(this, this.#host, ++this.#interim)
    else if (status < 300 && isEncoded(given)) this.abort(encoded(this.#host))
    else this.#begin(controller, status, plainHeaders(given))
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#pace?.count(chunk.length)
    if (!this.#stream || this.#stream.push(chunk)) return
    controller.pause()
    this.#pace?.pause()
  }

  onResponseEnd(): void {
    this.#pace?.end()
    this.#stream?.push(null)
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    const explained = explainFailure(error, this.#host)
    this.#stream?.destroy(explained)
    this.abort(explained)
  }

  #begin(controller: Dispatcher.DispatchController, status: number, headers: Record<string, string>): void {
    const isFile = status < 300
    this.#settled = true
    this.#resolve({ status, headers, body: NO_BYTES, ...(isFile && { stream: this.#open(controller) }) })
    // The body of a redirect or an error is of no use.
    if (!isFile) controller.abort(new Error('read enough'))
  }

  #open(controller: Dispatcher.DispatchController): Readable {
    const stream = new Readable({
      read: () => {
        this.#pace?.resume()
        controller.resume()
      },
      destroy: (error, done) => {
        this.#pace?.end()
        controller.abort(error ?? new Error('read enough'))
        done(error)
      },
    })
    // It may fail before anyone reads it.
    stream.on('error', () => {})
    this.#pace = new SteadyPace(() => stream.destroy(tooSlow(this.#host)), this.#paceWindowMs)
    this.#stream = stream
    return stream
  }
}

const NO_BYTES = new Uint8Array()

/** We have asked for none, and what unpacks to a thousand times its size could not be counted. */
function isEncoded(headers: Record<string, unknown>): boolean {
  return !/^\s*(identity)?\s*$/i.test(String(headers['content-encoding'] ?? ''))
}

function encoded(host: string): FetchError {
  return new FetchError('encoding', host, `${host} sent a file in a content encoding that was not asked for.`)
}

function tooSlow(host: string): FetchError {
  return new FetchError('timeout', host, `${host} sends too slowly.`)
}
