/**
 * A remote account whose server answers follows as one of the recorded programs does. What it receives and what it
 * answers waits until the test lets it through, in any order.
 */
import type { Json } from '../../world/peer.ts'
import type { PeerActor } from '../../world/peer-actor.ts'
import type { TestServer } from '../../world/test-server.ts'

export type Software = 'misskey' | 'mastodon'

export class FollowedSoftware {
  /** Answers on their way. */
  readonly answers: Json[] = []
  hasFollower = false
  readonly #actor: PeerActor
  readonly #software: Software
  #seen = 0
  readonly #inbox: Json[] = []

  constructor(actor: PeerActor, software: Software) {
    this.#actor = actor
    this.#software = software
  }

  /** Activities that have arrived and are not processed. */
  get inbox(): Json[] {
    const { received } = this.#actor.peer
    for (const { path, activity } of received.slice(this.#seen))
      if (path.startsWith(new URL(this.#actor.id).pathname)) this.#inbox.push(activity)
    this.#seen = received.length
    return this.#inbox
  }

  /** Those that may be next: Misskey processes them in parallel, Mastodon nearly always in order. */
  get processable(): Json[] {
    return this.#software === 'misskey' ? this.inbox : this.inbox.slice(0, 1)
  }

  /** Processes one of the activities that have arrived. */
  process(index: number): void {
    const [activity] = this.inbox.splice(index, 1)
    if (activity?.type === 'Follow') this.#accept(activity)
    else if (activity?.type === 'Undo') this.#end(activity.object as Json)
  }

  /** Delivers one of the answers. */
  async deliver(to: TestServer, index: number): Promise<void> {
    const [answer] = this.answers.splice(index, 1)
    if (answer) await this.#actor.send(to, answer)
  }

  /** Removes the follower. */
  remove(follow: Json): void {
    this.hasFollower = false
    this.#reject(follow)
  }

  /** All three servers name the Follow by its id. A repeated Follow is accepted again. */
  #accept({ '@context': _, to: __, ...follow }: Json): void {
    this.hasFollower = true
    this.answers.push(this.#actor.accept(follow))
  }

  /** Misskey and Sharkey answer the Undo of an existing follow with a Reject. */
  #end(follow: Json): void {
    const existed = this.hasFollower
    this.hasFollower = false
    if (existed && this.#software === 'misskey') this.#reject(follow)
  }

  /** Misskey and Sharkey write an id of their own (`reject-follow.json`), Mastodon that of the Follow. */
  #reject({ id, actor }: Json): void {
    const { origin } = this.#actor.peer
    const named = this.#software === 'misskey' ? `${origin}/follows/au0xatu95jyh0001/${this.#actor.name}` : id
    this.answers.push(this.#actor.reject({ id: named, type: 'Follow', actor, object: this.#actor.id }))
  }
}
