/** One HTTP request from a given address. */
import { Agent, type IncomingHttpHeaders, request } from 'node:http'

export interface Called {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

export interface Call {
  method: string
  path: string
  headers: Record<string, string>
  body?: string | undefined
}

/** @returns a function that calls the server on this port from this address, over connections that stay open */
export function callerFrom(localAddress: string, port: number, timeoutMs: number): (call: Call) => Promise<Called> {
  const agent = new Agent({ keepAlive: true, localAddress })
  return ({ method, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(timeoutMs)
      const options = { agent, host: '127.0.0.1', port, method, path, headers, signal, localAddress }
      const sent = request(options, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk) => {
          text += chunk
        })
        response.on('error', reject)
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
      })
      sent.on('error', reject).end(body)
    })
}
