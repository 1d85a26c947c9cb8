import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { MAX_WAITING_BYTES, MAX_WAITING_PER_SOCKET } from './limits.ts'

/** A request without headers and the response that belongs to it. */
const LEAST = 4_096

type Waiting = [IncomingMessage, ServerResponse]

/**
 * Answers the requests of one connection one after another, each after the answer before it was written. A client that
 * sends many requests and reads no answer then occupies the memory of one answer. One that sends even more is cut off,
 * and so is one that sends ahead while others have done so with long headers.
 */
export function inTurn(answer: RequestListener): RequestListener {
  const lines = new WeakMap<Socket, Waiting[]>()
  let waitingBytes = 0
  const begin = (message: IncomingMessage, response: ServerResponse) => {
    // Also when the connection breaks off.
    response.once('close', () => next(message.socket))
    answer(message, response)
  }
  const next = (socket: Socket) => {
    const line = lines.get(socket) ?? []
    const gone = socket.destroyed ? line : line.slice(0, 1)
    waitingBytes -= bytesOf(gone)
    const first = socket.destroyed ? undefined : line.shift()
    if (first) begin(...first)
    else lines.delete(socket)
  }
  const join = (line: Waiting[], waiting: Waiting) => {
    const bytes = bytesOf([waiting])
    if (line.length >= MAX_WAITING_PER_SOCKET || waitingBytes + bytes > MAX_WAITING_BYTES)
      return void waiting[0].socket.destroy()
    waitingBytes += bytes
    line.push(waiting)
  }
  return (message, response) => {
    if (message.socket.destroyed) return
    const line = lines.get(message.socket)
    if (line) return join(line, [message, response])
    lines.set(message.socket, [])
    begin(message, response)
  }
}

/** The memory of requests that wait, of which anything but the headers is small. */
function bytesOf(requests: readonly Waiting[]): number {
  return requests.reduce(
    (sum, [{ rawHeaders, url = '' }]) => rawHeaders.reduce((all, text) => all + text.length, sum + url.length + LEAST),
    0,
  )
}
