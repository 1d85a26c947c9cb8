/**
 * A scripted remote server. It serves the documents a test gives it, sends what a test tells it to (including what it
 * should not), and records what it receives. It checks nothing.
 */
import type { OutgoingResponse, SafeFetch } from '../../src/lib/http/outgoing.ts'
import type { Listener } from '../../src/listen.ts'
import type { NetworkServer } from './network.ts'
import { PeerActor } from './peer-actor.ts'
import { handlerFrom } from './web-handler.ts'
import type { WorldParts } from './world.ts'

export type Json = Record<string, unknown>
/** A document, a status code, or a function of the request. */
export type Served = Json | number | ((request: Request) => Response | Promise<Response>)

/** An activity that arrived in an inbox here. */
export interface Received {
  path: string
  activity: Json
  headers: Headers
}

const ACTIVITY_TYPE = 'application/activity+json'
const JRD_TYPE = 'application/jrd+json'

export class Peer implements NetworkServer, AsyncDisposable {
  readonly host: string
  reachable = true
  readonly received: Received[] = []
  /** Each request for a document, as `GET /users/bo`. */
  readonly requests: string[] = []
  /** What inboxes answer. `inboxRule` can override it for a single request. */
  inboxStatus = 202
  inboxRule: ((request: Request) => number | Response) | undefined
  readonly clock: WorldParts['clock']
  readonly #world: WorldParts
  readonly #documents = new Map<string, Served>()
  readonly #actors = new Map<string, PeerActor>()
  readonly #handles = new Map<string, PeerActor>()
  readonly #fetch: SafeFetch
  #webfingerAnswer: Json | undefined
  #listener: Listener | undefined

  constructor(world: WorldParts, host: string) {
    this.host = host
    this.clock = world.clock
    this.#world = world
    this.#fetch = world.network.fetchFrom(host, world.sockets?.carry)
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

  get origin(): string {
    return `https://${this.host}`
  }

  /** A new actor, with a key, a profile and a handle that others can look up. */
  async actor(name: string, changes: Json = {}): Promise<PeerActor> {
    const actor = new PeerActor(this, name, await this.#world.keys.rsa(), changes)
    this.#actors.set(name, actor)
    this.#handles.set(name, actor)
    this.serve(actor.id, () => jsonResponse(actor.document))
    return actor
  }

  /** @param url absolute, or a path on this host */
  serve(url: string, served: Served): void {
    this.#documents.set(pathOf(url), served)
  }

  /** Removes a document: its address answers 404 from now on. */
  forget(url: string): void {
    this.#documents.delete(pathOf(url))
  }

  /** The received activities of one type, oldest first. */
  receivedOf(type: string): Json[] {
    return this.received.map(({ activity }) => activity).filter((activity) => activity.type === type)
  }

  /** Sends a request as this host, with whatever signature the headers hold. Never throws because of a status. */
  send(url: string, method: 'GET' | 'POST', headers: Record<string, string>, body?: string): Promise<OutgoingResponse> {
    return this.#fetch({ url, method, headers, body, maxRedirects: 0 })
  }

  /** Reassigns a handle: WebFinger names this actor from now on. */
  pointHandle(name: string, actor: PeerActor): void {
    this.#handles.set(name, actor)
  }

  /** Answers every WebFinger query with this document from now on. */
  answerWebfinger(document: Json): void {
    this.#webfingerAnswer = document
  }

  async answer(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url)
    if (request.method === 'POST') return this.#receive(request, pathname)
    this.requests.push(`${request.method} ${pathname}${search}`)
    const served = this.#documents.get(pathname + search)
    if (served === undefined && pathname === '/.well-known/webfinger') return this.#webfinger(new URL(request.url))
    if (served === undefined) return new Response('no such thing', { status: 404 })
    if (typeof served === 'number') return new Response(null, { status: served })
    return typeof served === 'function' ? served(request) : jsonResponse(served)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listener?.close()
  }

  async #receive(request: Request, path: string): Promise<Response> {
    const given = this.inboxRule?.(request) ?? this.inboxStatus
    const answer = typeof given === 'number' ? new Response(null, { status: given }) : given
    const activity = (await request.json()) as Json
    if (answer.ok) this.received.push({ path, activity, headers: request.headers })
    return answer
  }

  #webfinger(url: URL): Response {
    if (this.#webfingerAnswer) return jsonResponse(this.#webfingerAnswer, JRD_TYPE)
    const resource = url.searchParams.get('resource') ?? ''
    const [, name, host] = /^acct:([^@]+)@(.+)$/.exec(resource) ?? []
    const actor =
      name === undefined
        ? [...this.#actors.values()].find(({ id }) => id === resource)
        : host === this.host && this.#handles.get(name)
    if (!actor) return new Response(null, { status: 404 })
    return jsonResponse(
      {
        subject: `acct:${actor.document.preferredUsername}@${this.host}`,
        links: [{ rel: 'self', type: ACTIVITY_TYPE, href: actor.id }],
      },
      JRD_TYPE,
    )
  }
}

export function jsonResponse(document: Json, type = ACTIVITY_TYPE, status = 200): Response {
  return new Response(JSON.stringify(document), { status, headers: { 'content-type': type } })
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url, 'https://any.test')
  return pathname + search
}
