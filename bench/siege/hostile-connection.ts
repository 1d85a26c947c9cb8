/** A client that sends what it likes from a network of its choice, and reads only the status of the answer. */
import { connect, type Socket } from 'node:net'
import { SECOND } from '../../src/lib/durations.ts'
import { wholeAnswer } from '../load.ts'
import type { Link } from './link.ts'

const CONNECT_AGAIN_MS = 50

/** A status, or how the attempt ended without one. */
export type Outcome = number | 'cut' | 'timeout' | 'refused'

export class HostileConnection {
  readonly #port: number
  readonly #address: string
  readonly #link: Link
  #socket: Socket | undefined

  constructor(port: number, address: string, link: Link) {
    this.#port = port
    this.#address = address
    this.#link = link
  }

  /** Sends a request and waits for its answer. The connection stays open for the next one if the server agrees. */
  async ask(request: Buffer, timeoutMs = 30 * SECOND): Promise<Outcome> {
    await this.#link.take(request.length)
    const socket = await this.open()
    if (!socket) return 'refused'
    socket.write(request)
    const outcome = await answerOf(socket, timeoutMs)
    // Answered before the whole request was read: the rest would be taken for the next request.
    if (typeof outcome !== 'number' || socket.writableLength > 0) this.close()
    return outcome
  }

  /** Sends chunks until the server answers, closes the connection, or the time is over. */
  async pour(head: Buffer, nextChunk: () => Buffer | undefined, timeoutMs: number): Promise<Outcome> {
    this.close()
    const socket = await this.open()
    if (!socket) return 'refused'
    const answered = answerOf(socket, timeoutMs)
    let isOver = false
    void answered.then(() => {
      isOver = true
    })
    socket.write(head)
    for (let chunk = nextChunk(); chunk && !isOver; chunk = nextChunk()) {
      await this.#link.take(chunk.length)
      if (!socket.write(chunk)) await Promise.race([answered, drained(socket)])
    }
    const outcome = await answered
    this.close()
    return outcome
  }

  /** The open socket, or a new one. */
  async open(): Promise<Socket | undefined> {
    if (this.#socket && !this.#socket.destroyed && this.#socket.readyState === 'open') return this.#socket
    const socket = connect({ port: this.#port, host: '127.0.0.1', localAddress: this.#address, noDelay: true })
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.on('error', () => {})
    if (!isOpen) await new Promise((resolve) => setTimeout(resolve, CONNECT_AGAIN_MS))
    this.#socket = isOpen ? socket : undefined
    return this.#socket
  }

  /** With a reset, so that no port of this machine is occupied afterwards. */
  close(): void {
    this.#socket?.resetAndDestroy()
    this.#socket = undefined
  }
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('drain', resolve)
    socket.once('close', () => resolve())
  })
}

function answerOf(socket: Socket, timeoutMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    let pending: Buffer = Buffer.alloc(0)
    const end = (outcome: Outcome) => {
      clearTimeout(timer)
      socket.off('data', read).off('close', cut)
      resolve(outcome)
    }
    const cut = () => end('cut')
    const read = (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk])
      const status = wholeAnswer(pending)
      if (status !== undefined) end(status)
    }
    const timer = setTimeout(() => end('timeout'), timeoutMs)
    socket.on('data', read).once('close', cut)
    if (socket.destroyed) cut()
  })
}
