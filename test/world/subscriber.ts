/**
 * A WebSub subscriber, written from the W3C text: it asks a hub, confirms what it asked for and nothing else (section
 * 5.3), and takes what is distributed to it (section 7) if the signature is right (section 8).
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { SECOND } from '../../src/lib/durations.ts'

interface Wish {
  mode: 'subscribe' | 'unsubscribe'
  secret: string | undefined
}

/** One request that a hub sent to distribute something. */
export interface Distributed {
  path: string
  topic: string | undefined
  type: string
  text: string
}

export interface Ask {
  topic: string
  mode?: 'subscribe' | 'unsubscribe'
  path?: string
  /** Another address than one of its own. */
  callback?: string
  secret?: string
  leaseSeconds?: number | string
}

/** Sends a form to a hub. */
export type Send = (url: string, form: URLSearchParams) => Promise<{ status: number; text: string }>

export class Subscriber {
  readonly origin: string
  readonly #send: Send
  /** What was asked and has not been confirmed, by path and topic. */
  readonly #wishes = new Map<string, Wish>()
  /** Until when each subscription lasts, in Unix milliseconds, by path and topic, and its secret. */
  readonly subscriptions = new Map<string, { until: number; secret: string | undefined }>()
  /** Each question and denial of a hub. */
  readonly questions: URLSearchParams[] = []
  readonly received: Distributed[] = []
  /** Signatures that were missing or wrong. */
  forged = 0
  /** Answers in its place. */
  rule: ((request: Request, question: URLSearchParams) => Response | Promise<Response> | undefined) | undefined
  readonly #now: () => number

  constructor(origin: string, send: Send, now: () => number = Date.now) {
    this.origin = origin
    this.#send = send
    this.#now = now
  }

  /** Asks a hub to subscribe or unsubscribe (section 5.1). */
  ask(hub: string, { topic, mode = 'subscribe', path = '/callback', secret, leaseSeconds, callback }: Ask) {
    this.#wishes.set(`${path} ${topic}`, { mode, secret })
    const names = { 'hub.mode': mode, 'hub.topic': topic, 'hub.callback': callback ?? this.origin + path }
    const form = new URLSearchParams(names)
    if (secret !== undefined) form.set('hub.secret', secret)
    if (leaseSeconds !== undefined) form.set('hub.lease_seconds', String(leaseSeconds))
    return this.#send(hub, form)
  }

  async answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    if (request.method === 'GET') this.questions.push(searchParams)
    const given = await this.rule?.(request, searchParams)
    if (given) return given
    return request.method === 'GET' ? this.#confirm(pathname, searchParams) : await this.#take(pathname, request)
  }

  #confirm(path: string, question: URLSearchParams): Response {
    const key = `${path} ${question.get('hub.topic')}`
    const mode = question.get('hub.mode')
    if (mode === 'denied') {
      this.subscriptions.delete(key)
      return new Response()
    }
    const wish = this.#wishes.get(key)
    if (!wish || wish.mode !== mode) return new Response(null, { status: 404 })
    this.#wishes.delete(key)
    const lease = Number(question.get('hub.lease_seconds')) * SECOND
    if (mode === 'subscribe') this.subscriptions.set(key, { until: this.#now() + lease, secret: wish.secret })
    else this.subscriptions.delete(key)
    return new Response(question.get('hub.challenge'))
  }

  async #take(path: string, request: Request): Promise<Response> {
    const topic = /<([^>]*)>; ?rel="?self"?/.exec(request.headers.get('link') ?? '')?.[1]
    const subscription = this.subscriptions.get(`${path} ${topic}`)
    if (!subscription) return new Response(null, { status: 410 })
    const body = Buffer.from(await request.arrayBuffer())
    // Section 8: what is forged is answered like anything else, and ignored.
    if (!isSigned(body, request.headers.get('x-hub-signature'), subscription.secret)) this.forged++
    else this.received.push({ path, topic, type: request.headers.get('content-type') ?? '', text: body.toString() })
    return new Response(null, { status: 202 })
  }
}

function isSigned(body: Uint8Array, header: string | null, secret: string | undefined): boolean {
  if (secret === undefined) return true
  const [method = '', signature = ''] = (header ?? '').split('=')
  if (method !== 'sha256') return false
  const right = createHmac(method, secret).update(body).digest()
  const given = Buffer.from(signature, 'hex')
  return given.length === right.length && timingSafeEqual(given, right)
}
