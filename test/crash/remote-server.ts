/** A remote server in this process: actors that sign, and inboxes that sometimes fail. It survives every crash. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SECOND } from '../../src/lib/durations.ts'
import { createKeyPool } from '../world/key-pool.ts'
import { signRequest } from '../world/sign-request.ts'
import { untilAnswered } from './until-answered.ts'

export type Json = Record<string, unknown>

/** One activity received by one inbox. */
export interface Delivery {
  inbox: string
  id: string
  type: string
  /** The raw body as text. */
  body: string
}

const TYPE = 'application/activity+json'
const ANSWER_MS = 15 * SECOND
/** Of this many deliveries, one is answered 503, one is accepted without an answer, and one is answered 500. */
const TURN = 20
const RETRY_LATER = 4
const LOST_ANSWER = 9
const BROKEN = 15

export class RemoteServer {
  readonly deliveries: Delivery[] = []
  /** How its inboxes behave: some deliveries fail, all fail, or none. */
  health: 'flaky' | 'down' | 'up' = 'flaky'
  origin = ''
  readonly #key: { publicPem: string; privatePem: string }
  readonly #server = createServer((request, response) => void this.#answer(request, response))
  #arrived = 0
  #sent = 0

  constructor(key: { publicPem: string; privatePem: string }) {
    this.#key = key
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    return this
  }

  person(name: string): string {
    return `${this.origin}/users/${name}`
  }

  /**
   * Sends a signed activity until it is answered 202. Each attempt sends the same bytes with a new signature, in
   * alternating formats.
   * @param from the actor whose key signs
   */
  async send(inbox: string, from: string, activity: Json): Promise<void> {
    const body = JSON.stringify({
      '@context': 'https://www.w3.org/ns/activitystreams',
      actor: this.person(from),
      ...activity,
    })
    const key = { keyId: `${this.person(from)}#main-key`, privatePem: this.#key.privatePem }
    await untilAnswered(String(activity.id), async () => {
      const form = this.#sent++ % 2 === 0 ? 'cavage' : 'rfc9421'
      const signed = signRequest({ url: new URL(inbox), method: 'POST', body, key, now: Date.now(), form })
      const { host: _, ...headers } = signed
      const signal = AbortSignal.timeout(ANSWER_MS)
      const answer = await fetch(inbox, { method: 'POST', headers, body, signal })
      if (answer.status !== 202) throw new Error(`${body} was answered ${answer.status} ${await answer.text()}`)
    })
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin)
    if (request.method === 'POST') return this.#receive(request, response, url.pathname)
    const [, name] = /^\/users\/([a-z0-9]+)$/.exec(url.pathname) ?? []
    if (name) return answerJson(response, this.#document(name))
    const [, handle] = /^acct:([a-z0-9]+)@/.exec(url.searchParams.get('resource') ?? '') ?? []
    if (handle) return answerJson(response, this.#webfinger(handle), 'application/jrd+json')
    response.writeHead(404).end()
  }

  async #receive(request: IncomingMessage, response: ServerResponse, inbox: string): Promise<void> {
    const chunks: Buffer[] = []
    // The sender may be killed in the middle of a request.
    request.on('error', () => {})
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer)
    } catch {
      return
    }
    const turn = this.health === 'flaky' ? this.#arrived++ % TURN : undefined
    if (this.health === 'down' || turn === BROKEN) return void response.writeHead(500).end()
    if (turn === RETRY_LATER) return void response.writeHead(503, { 'retry-after': '1' }).end()
    const body = Buffer.concat(chunks).toString('utf8')
    const { id, type } = JSON.parse(body)
    this.deliveries.push({ inbox, id, type, body })
    if (turn === LOST_ANSWER) return void request.socket.destroy()
    response.writeHead(202).end()
  }

  /** `hermit` has its own inbox; all other actors share one. */
  #document(name: string): Json {
    const id = this.person(name)
    const endpoints = name === 'hermit' ? {} : { endpoints: { sharedInbox: `${this.origin}/inbox` } }
    return {
      '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
      id,
      type: 'Person',
      preferredUsername: name,
      inbox: `${id}/inbox`,
      outbox: `${id}/outbox`,
      followers: `${id}/followers`,
      publicKey: { id: `${id}#main-key`, owner: id, publicKeyPem: this.#key.publicPem },
      ...endpoints,
    }
  }

  #webfinger(name: string): Json {
    const { host } = new URL(this.origin)
    return {
      subject: `acct:${name}@${host}`,
      links: [{ rel: 'self', type: TYPE, href: this.person(name) }],
    }
  }
}

export async function startRemote(): Promise<RemoteServer> {
  return new RemoteServer(await createKeyPool().rsa()).listen()
}

function answerJson(response: ServerResponse, document: Json, type = TYPE): void {
  response.writeHead(200, { 'content-type': type }).end(JSON.stringify(document))
}
