/** An honest server: an actor who posts, and an inbox that takes deliveries. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { SECOND } from '../../src/lib/durations.ts'
import keys from '../../test/world/keys.json' with { type: 'json' }
import { signRequest } from '../../test/world/sign-request.ts'
import { callerFrom } from './call.ts'
import { countIn, type Ledger } from './ledger.ts'
import { honestAddress } from './plan.ts'

const PAUSE_MS = SECOND / 5
/** A refused delivery is tried again after what the server asks for, but not later than this. */
const LONGEST_RETRY_MS = 2 * SECOND
const TIMEOUT_MS = 15 * SECOND
const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public'
const TYPE = 'application/activity+json'

export class HonestServer implements AsyncDisposable {
  readonly address: string
  readonly keys: { publicPem: string; privatePem: string }
  /** Ids of all objects that were delivered to it. */
  readonly taken = new Set<string>()
  /** Seconds from its first delivery until one was accepted. */
  waitedS: number | undefined
  #sent = 0
  #server = createServer((request, response) => void this.#answer(request, response))
  origin = ''

  private constructor(n: number) {
    this.address = honestAddress(n)
    this.keys = keys.rsa[(n + 1) % keys.rsa.length] as HonestServer['keys']
  }

  static async start(n: number): Promise<HonestServer> {
    const server = new HonestServer(n)
    await new Promise<void>((resolve) => server.#server.listen(0, server.address, resolve))
    const at = server.#server.address()
    server.origin = `http://${server.address}:${typeof at === 'object' ? at?.port : 0}`
    return server
  }

  get actor(): string {
    return `${this.origin}/users/bo`
  }

  get keyId(): string {
    return `${this.actor}#main-key`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  /** Posts to the people of the server on this port until the signal. Each post names one of them. */
  async post(port: number, people: readonly string[], ledger: Ledger, until: AbortSignal): Promise<void> {
    const call = callerFrom(this.address, port, TIMEOUT_MS)
    const began = performance.now()
    while (!until.aborted) {
      const id = `${this.actor}/notes/${Date.now()}-${this.#sent++}`
      const body = JSON.stringify(this.#create(id, people[this.#sent % people.length] as string))
      while (!until.aborted) {
        const retryMs = await this.#deliver(call, port, body, ledger)
        if (retryMs === undefined) {
          ledger.received.add(id)
          this.waitedS ??= (performance.now() - began) / SECOND
          break
        }
        await wait(retryMs)
      }
      await wait(PAUSE_MS)
    }
  }

  /** @returns when to try again, unless it was accepted */
  async #deliver(call: ReturnType<typeof callerFrom>, port: number, body: string, ledger: Ledger) {
    const url = new URL(`http://localhost:${port}/inbox`)
    const key = { keyId: this.keyId, privatePem: this.keys.privatePem }
    const headers = signRequest({ url, method: 'POST', body, key, now: Date.now() })
    try {
      const { status, headers: answered } = await call({ method: 'POST', path: '/inbox', headers, body })
      if (status === 202) return undefined
      countIn(ledger.refusals, status)
      return Math.min(Number(answered['retry-after'] ?? 1) * SECOND, LONGEST_RETRY_MS)
    } catch (error) {
      countIn(ledger.refusals, (error as NodeJS.ErrnoException).code ?? 'failed')
      return SECOND
    }
  }

  #create(id: string, person: string) {
    const addressed = { to: [PUBLIC], cc: [person, `${this.actor}/followers`] }
    const tag = [{ type: 'Mention', href: person, name: '@person' }]
    const published = new Date().toISOString()
    const content = '<p>The boats are back, and the cat has seen the net.</p>'
    const object = { id, type: 'Note', attributedTo: this.actor, content, published, tag, ...addressed }
    return { id: `${id}/activity`, type: 'Create', actor: this.actor, published, object, ...addressed }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    request.on('error', () => {})
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer)
    } catch {
      return
    }
    const path = request.url ?? '/'
    if (request.method === 'POST') {
      const { object } = JSON.parse(Buffer.concat(chunks).toString())
      this.taken.add(object?.id ?? object)
      return void response.writeHead(202).end()
    }
    if (path === '/users/bo') return answerJson(response, TYPE, this.#document())
    if (path.startsWith('/.well-known/webfinger'))
      return answerJson(response, 'application/jrd+json', this.#webfinger())
    response.writeHead(404).end()
  }

  #document() {
    return {
      '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
      id: this.actor,
      type: 'Person',
      preferredUsername: 'bo',
      inbox: `${this.actor}/inbox`,
      outbox: `${this.actor}/outbox`,
      followers: `${this.actor}/followers`,
      endpoints: { sharedInbox: `${this.origin}/inbox` },
      publicKey: { id: this.keyId, owner: this.actor, publicKeyPem: this.keys.publicPem },
    }
  }

  #webfinger() {
    const links = [{ rel: 'self', type: TYPE, href: this.actor }]
    return { subject: `acct:bo@${new URL(this.origin).host}`, links }
  }
}

function answerJson(response: ServerResponse, type: string, document: unknown): void {
  response.writeHead(200, { 'content-type': type }).end(JSON.stringify(document))
}
