import type { IncomingMessage } from 'node:http'
import { RateCounters } from '../rate-counters.ts'
import { DISCARD_MS, DISCARDED_BYTES, MAX_DISCARDED_BYTES } from './limits.ts'

/**
 * Makes the function that lets a client that is still sending a body read its answer, then closes the connection to
 * save bandwidth. A client that sends more than any body may have is not read any longer, and none is while many
 * refused bodies arrive.
 */
export function restDiscarder(): (message: IncomingMessage) => void {
  const counters = new RateCounters()
  const mayRead = (bytes: number) => counters.take('', DISCARDED_BYTES, performance.now(), bytes).isAllowed
  return (message) => {
    if (message.complete || message.destroyed) return void message.resume()
    const timer = setTimeout(() => message.socket.destroySoon(), DISCARD_MS)
    let size = 0
    message.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > MAX_DISCARDED_BYTES || !mayRead(chunk.length)) message.pause()
    })
    message.once('close', () => clearTimeout(timer))
    message.once('end', () => clearTimeout(timer))
    message.resume()
  }
}
