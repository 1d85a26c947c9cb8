import type { Listener } from '../../src/listen.ts'
import type { NetworkServer } from './network.ts'
import { Subscriber } from './subscriber.ts'
import { handlerFrom } from './web-handler.ts'
import type { WorldParts } from './world.ts'

/** A WebSub subscriber with a host of its own in a world. */
export class SubscribingHost extends Subscriber implements NetworkServer, AsyncDisposable {
  readonly host: string
  reachable = true
  readonly #world: WorldParts
  #listener: Listener | undefined

  constructor(world: WorldParts, host: string) {
    const fetch = world.network.fetchFrom(host, world.sockets?.carry)
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    super(
      `https://${host}`,
      async (url, form) => {
        const answer = await fetch({ url, method: 'POST', headers, body: form.toString() })
        return { status: answer.status, text: answer.text() }
      },
      () => world.clock.now(),
    )
    this.host = host
    this.#world = world
  }

  async open(): Promise<this> {
    this.#listener = await this.#world.sockets?.listen(
      this.host,
      handlerFrom((request) => this.answer(request)),
    )
    return this
  }

  get port(): number | undefined {
    return this.#listener?.port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listener?.close()
  }
}
