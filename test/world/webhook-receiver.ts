/** A program that receives webhooks. It checks each call with the reference library of the Standard Webhooks. */
import { Webhook } from 'standardwebhooks'
import type { Listener } from '../../src/listen.ts'
import type { NetworkServer } from './network.ts'
import { handlerFrom } from './web-handler.ts'
import type { WorldParts } from './world.ts'

/** A call that was verified and accepted. */
export interface ReceivedMessage {
  id: string
  type: string
  version: number
  timestamp: string
  // biome-ignore lint/suspicious/noExplicitAny: a test reads fields of many shapes
  data: any
}

export class WebhookReceiver implements NetworkServer, AsyncDisposable {
  readonly host: string
  reachable = true
  /** The secret that it knows. */
  secret = ''
  /** What it answers to a call with a right signature. */
  status = 204
  /** Decides instead of `status`. */
  rule: ((message: ReceivedMessage) => number) | undefined
  /** Where its redirects lead. */
  location = ''
  readonly received: ReceivedMessage[] = []
  /** How many calls had a wrong signature. They get a 401. */
  forged = 0
  readonly #world: WorldParts
  #listener: Listener | undefined

  private constructor(world: WorldParts, host: string) {
    this.#world = world
    this.host = host
  }

  static async open(world: WorldParts, host = 'hook.peer.test'): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(world, host)
    world.network.add(receiver)
    receiver.#listener = await world.sockets?.listen(
      host,
      handlerFrom((request) => receiver.answer(request)),
    )
    return receiver
  }

  get port(): number | undefined {
    return this.#listener?.port
  }

  get url(): string {
    return `https://${this.host}/events`
  }

  /** The types of what was received, in order. */
  get types(): string[] {
    return this.received.map(({ type }) => type)
  }

  async answer(request: Request): Promise<Response> {
    const body = await request.text()
    const headers = Object.fromEntries(request.headers)
    try {
      const payload = at(this.#world.clock.now(), () => new Webhook(this.secret).verify(body, headers))
      const message = { id: headers['webhook-id'] ?? '', ...(payload as object) } as ReceivedMessage
      const status = this.rule?.(message) ?? this.status
      if (status < 300) this.received.push(message)
      return new Response(null, { status, headers: this.location ? { location: this.location } : {} })
    } catch {
      this.forged++
      return new Response(null, { status: 401 })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listener?.close()
  }
}

/** The library reads the clock of the machine. */
function at<T>(now: number, run: () => T): T {
  const real = Date.now
  Date.now = () => now
  try {
    return run()
  } finally {
    Date.now = real
  }
}
