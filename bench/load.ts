/**
 * Generates load over raw sockets: one request in flight per connection, with as little work as possible on this side.
 */
import { connect } from 'node:net'
import { SECOND } from '../src/lib/durations.ts'

export interface Measured {
  /** Answers with the expected status, per second. */
  rate: number
  /** Milliseconds. */
  p50: number
  p99: number
  seconds: number
  /** Answers with another status. */
  failed: number
}

interface Plan {
  port: number
  connections: number
  /** The next complete request, or undefined if there are no more. */
  next(): Buffer | undefined
  /** The status that counts as success. */
  status: number
}

/** Sends every request that `next` returns, and waits for every answer. */
export async function sendAll({ port, connections, next, status }: Plan): Promise<Measured> {
  const times: number[] = []
  let failed = 0
  const began = performance.now()
  await Promise.all(
    Array.from({ length: connections }, () =>
      converse(port, next, (answered, ms) => {
        times.push(ms)
        if (answered !== status) failed++
      }),
    ),
  )
  const seconds = (performance.now() - began) / SECOND
  times.sort((a, b) => a - b)
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0
  return { rate: (times.length - failed) / seconds, p50: at(0.5), p99: at(0.99), seconds, failed }
}

function converse(port: number, next: Plan['next'], done: (status: number, ms: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let sentAt = 0
    let pending: Buffer = Buffer.alloc(0)
    const send = () => {
      const request = next()
      if (!request) {
        socket.destroy()
        return resolve()
      }
      sentAt = performance.now()
      socket.write(request)
    }
    socket.on('error', reject)
    socket.on('connect', send)
    socket.on('data', (chunk: Buffer) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      const status = wholeAnswer(pending)
      if (status === undefined) return
      pending = Buffer.alloc(0)
      done(status, performance.now() - sentAt)
      send()
    })
  })
}

/**
 * The status of a complete answer, or undefined while it is incomplete. Its end is known by Content-Length or the last
 * chunk.
 */
export function wholeAnswer(bytes: Buffer): number | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = bytes.toString('latin1', 0, end)
  const length = /content-length: (\d+)/i.exec(head)?.[1]
  const whole =
    length === undefined
      ? /transfer-encoding: chunked/i.test(head)
        ? bytes.subarray(-5).toString('latin1') === '0\r\n\r\n'
        : true
      : bytes.length >= end + 4 + Number(length)
  return whole ? Number(head.slice(9, 12)) : undefined
}

/** A complete HTTP/1.1 request. */
export function request(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string | Uint8Array,
): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const length = body === undefined ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}${length}\r\n`)
  return body === undefined ? head : Buffer.concat([head, Buffer.from(body)])
}
