/** A WebSub subscriber that listens on a socket of its own, and fails at times. It survives every crash. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SECOND } from '../../src/lib/durations.ts'
import { Subscriber } from '../world/subscriber.ts'

const ANSWER_MS = 5 * SECOND
/** This distribution is answered with 503, and one in so many gets no answer although it was taken. */
const UNAVAILABLE = 4
const LOST_ANSWER_EVERY = 9

export class SubscribingProgram extends Subscriber implements AsyncDisposable {
  readonly #server: ReturnType<typeof createServer>
  #arrived = 0

  /** @param host an address of this machine, each of which counts as a host */
  static async start(host: string): Promise<SubscribingProgram> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, host, resolve))
    return new SubscribingProgram(server, host)
  }

  private constructor(server: ReturnType<typeof createServer>, host: string) {
    super(`http://${host}:${(server.address() as AddressInfo).port}`, async (url, form) => {
      const answer = await fetch(url, { method: 'POST', body: form, signal: AbortSignal.timeout(ANSWER_MS) })
      return { status: answer.status, text: await answer.text() }
    })
    this.#server = server
    server.on('request', (request, response) => void this.#respond(request, response))
  }

  async #respond(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    // The sender may be killed in the middle of a request.
    message.on('error', () => {})
    try {
      for await (const chunk of message) chunks.push(chunk as Buffer)
    } catch {
      return
    }
    const isPost = message.method === 'POST'
    if (isPost) this.#arrived++
    if (isPost && this.#arrived === UNAVAILABLE) return void response.writeHead(503, { 'retry-after': '1' }).end()
    const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]))
    const init = { method: message.method ?? 'GET', headers, ...(isPost && { body: Buffer.concat(chunks) }) }
    const answer = await this.answer(new Request(this.origin + message.url, init))
    if (isPost && this.#arrived % LOST_ANSWER_EVERY === 0) return void message.socket.destroy()
    response.writeHead(answer.status).end(await answer.text())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
