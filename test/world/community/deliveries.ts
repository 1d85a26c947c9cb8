/** What a community server still has to send: one queue for each server, in order, as Lemmy has it. */
import { MINUTE, SECOND } from '../../../src/lib/durations.ts'
import { FetchError } from '../../../src/lib/http/fetch-error.ts'
import type { SafeFetch } from '../../../src/lib/http/outgoing.ts'
import type { TestClock } from '../clock.ts'
import { signRequest } from '../sign-request.ts'
import type { Activity } from './activities.ts'
import { withContext } from './render.ts'
import type { LocalActor } from './state.ts'

const FIRST_RETRY_MS = 10 * SECOND
const LONGEST_RETRY_MS = 10 * MINUTE

interface Delivery {
  inbox: string
  activity: Activity
  sender: LocalActor
}

interface Queue {
  waiting: Delivery[]
  failures: number
  /** When the first one is sent again, in Unix milliseconds. */
  due: number
}

export class Deliveries {
  readonly #queues = new Map<string, Queue>()
  readonly #clock: TestClock
  readonly #fetch: SafeFetch

  constructor(clock: TestClock, fetch: SafeFetch) {
    this.#clock = clock
    this.#fetch = fetch
  }

  enqueue(sender: LocalActor, activity: Activity, inboxes: Iterable<string>): void {
    for (const inbox of new Set(inboxes)) this.#queueOf(inbox).waiting.push({ inbox, activity, sender })
  }

  /**
   * Sends what is due.
   * @returns how many requests that took
   */
  async settle(): Promise<number> {
    const sent = await Promise.all([...this.#queues.values()].map((queue) => this.#send(queue)))
    return sent.reduce((sum, number) => sum + number, 0)
  }

  async #send(queue: Queue): Promise<number> {
    let sent = 0
    for (; queue.waiting[0] && queue.due <= this.#clock.now(); sent++) {
      const isDone = await this.#deliver(queue.waiting[0])
      if (isDone) queue.waiting.shift()
      queue.failures = isDone ? 0 : queue.failures + 1
      if (!isDone)
        queue.due = this.#clock.now() + Math.min(FIRST_RETRY_MS * 2 ** (queue.failures - 1), LONGEST_RETRY_MS)
    }
    return sent
  }

  /** @returns whether it is over: a refusal is final, too */
  async #deliver({ inbox, activity, sender }: Delivery): Promise<boolean> {
    const body = JSON.stringify(withContext(activity))
    const key = { keyId: `${sender.id}#main-key`, privatePem: sender.keys.privatePem }
    const headers = signRequest({ url: new URL(inbox), method: 'POST', body, key, now: this.#clock.now() })
    try {
      const { status } = await this.#fetch({ url: inbox, method: 'POST', headers, body, maxRedirects: 0 })
      return status < 500
    } catch (error) {
      if (error instanceof FetchError) return false
      throw error
    }
  }

  #queueOf(inbox: string): Queue {
    const { host } = new URL(inbox)
    const queue = this.#queues.get(host) ?? { waiting: [], failures: 0, due: 0 }
    this.#queues.set(host, queue)
    return queue
  }
}
