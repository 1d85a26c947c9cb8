/**
 * A small server of communities that behaves as Lemmy 0.19 does: it checks what Lemmy checks, refuses the rest, keeps
 * the state of its communities and announces to their followers whatever happens there. Communities of other servers
 * are unknown to it.
 *
 * Its sources are the documents in test/payloads/recorded/lemmy, and Lemmy's public source.
 */
import type { Listener } from '../../../src/listen.ts'
import type { NetworkServer } from '../network.ts'
import { type Json, jsonResponse } from '../peer.ts'
import { handlerFrom } from '../web-handler.ts'
import type { WorldParts } from '../world.ts'
import { Deliveries } from './deliveries.ts'
import { receive } from './inbox.ts'
import { Member } from './member.ts'
import { Performer } from './perform.ts'
import { Refusal } from './refusal.ts'
import { answerGet } from './routes.ts'
import { Site } from './site.ts'
import { Community, type LocalActor } from './state.ts'

/** What the server answered to a delivery that it refused. */
export interface Refused {
  status: number
  error: unknown
  message: string
  /** The body of the request. */
  body: string
}

export class CommunityServer implements NetworkServer, AsyncDisposable {
  readonly host: string
  reachable = true
  readonly site: Site
  readonly refused: Refused[] = []
  readonly #world: WorldParts
  readonly #deliveries: Deliveries
  readonly #performer: Performer
  #itself: LocalActor | undefined
  #listener: Listener | undefined

  constructor(world: WorldParts, host: string) {
    this.host = host
    this.#world = world
    const fetch = world.network.fetchFrom(host, world.sockets?.carry)
    this.site = new Site(host, world.clock, fetch)
    this.#deliveries = new Deliveries(world.clock, fetch)
    this.#performer = new Performer(this.site, this.#deliveries)
  }

  async open(): Promise<this> {
    this.#itself = await this.#actor('/', this.host)
    const handler = handlerFrom((request) => this.answer(request))
    this.#listener = await this.#world.sockets?.listen(this.host, handler)
    return this
  }

  get port(): number | undefined {
    return this.#listener?.port
  }

  get origin(): string {
    return this.site.origin
  }

  /** A new person. */
  async member(name: string): Promise<Member> {
    const actor = await this.#actor(`/u/${name}`, name)
    this.site.people.set(actor.id, actor)
    this.site.followers.set(actor.id, new Set())
    return new Member(actor, this.site, this.#performer)
  }

  /** A new community with its first moderator. */
  async community(name: string, moderator: Member): Promise<Community> {
    const community = new Community(await this.#actor(`/c/${name}`, name), this.site.clock.iso())
    community.moderators.add(moderator.id)
    this.site.communities.set(community.id, community)
    return community
  }

  /** Announces anything, true or not, as a hostile server could. */
  announce(community: Community, object: Json): Promise<void> {
    return this.#performer.announce(community, object)
  }

  /** Sends what is due, and returns how much that was. */
  settle(): Promise<number> {
    return this.#deliveries.settle()
  }

  async answer(request: Request): Promise<Response> {
    const isPost = request.method === 'POST'
    return isPost ? this.#receive(request) : answerGet(this.site, this.#itself as LocalActor, new URL(request.url))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listener?.close()
  }

  async #receive(request: Request): Promise<Response> {
    const body = await request.text()
    try {
      await receive(this.site, this.#performer, request, body)
      return new Response(null)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { status, message } = error
      this.refused.push({ status, error: error.body.error, message, body })
      return jsonResponse(error.body, 'application/json', status)
    }
  }

  async #actor(path: string, name: string): Promise<LocalActor> {
    return { id: `${this.origin}${path}`, name, keys: await this.#world.keys.rsa() }
  }
}
