import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { MAX_WAITING_PER_SOCKET } from './limits.ts'

/**
 * Answers the requests of one connection one after another, each after the answer before it was written. A client that
 * sends many requests and reads no answer then occupies the memory of one answer. One that sends even more is cut off.
 */
export function inTurn(answer: RequestListener): RequestListener {
  const lines = new WeakMap<Socket, [IncomingMessage, ServerResponse][]>()
  const begin = (message: IncomingMessage, response: ServerResponse) => {
    // Also when the connection breaks off.
    response.once('close', () => next(message.socket))
    answer(message, response)
  }
  const next = (socket: Socket) => {
    const first = lines.get(socket)?.shift()
    if (first && !socket.destroyed) begin(...first)
    else lines.delete(socket)
  }
  return (message, response) => {
    if (message.socket.destroyed) return
    const line = lines.get(message.socket)
    if (!line) {
      lines.set(message.socket, [])
      begin(message, response)
    } else if (line.length < MAX_WAITING_PER_SOCKET) {
      line.push([message, response])
    } else {
      message.socket.destroy()
    }
  }
}
