/** Carries out activities of people here and elsewhere, and tells those who follow the community. */
import type { Json } from '../peer.ts'
import { PUBLIC } from '../peer-actor.ts'
import { type Activity, ActivityForms, announceOf } from './activities.ts'
import type { Deliveries } from './deliveries.ts'
import type { Effect } from './effects/effect.ts'
import { check } from './effects/index.ts'
import { listOf } from './read.ts'
import type { Site } from './site.ts'
import type { Community, LocalActor } from './state.ts'

export interface Recipients {
  /** Ids of actors who are told even if no follower of the community lives on their server. */
  alsoTo?: string[]
  /** Servers that are told if they have shown their own actor. */
  hosts?: string[]
}

export class Performer {
  readonly #site: Site
  readonly #deliveries: Deliveries

  constructor(site: Site, deliveries: Deliveries) {
    this.#site = site
    this.#deliveries = deliveries
  }

  /**
   * An activity of somebody here.
   * @throws Refusal if the person may not do this
   */
  async perform(sender: LocalActor, activity: Activity, { alsoTo = [], hosts = [] }: Recipients = {}): Promise<void> {
    const site = this.#site
    const effect = await check(site, activity)
    effect.apply()
    site.activities.set(activity.id, activity)
    if (!listOf(activity.to).includes(PUBLIC) && !effect.community) site.sensitive.add(activity.id)
    const told = effect.community ? [...alsoTo, ...(site.followers.get(sender.id) ?? [])] : alsoTo
    const servers = hosts.flatMap((host) => site.serverInboxes.get(host) ?? [])
    this.#deliveries.enqueue(sender, activity, [...(await this.#inboxesOf(told)), ...servers])
    await this.#announceEffect(effect, activity)
  }

  /**
   * An activity that arrived.
   * @throws Refusal
   */
  async receive(activity: Activity): Promise<void> {
    const effect = await check(this.#site, activity)
    effect.apply()
    if (activity.type === 'Follow') await this.#accept(activity)
    await this.#announceEffect(effect, activity)
  }

  async #accept(follow: Activity): Promise<void> {
    const { people, communities, mintActivity } = this.#site
    const followed = people.get(String(follow.object)) ?? communities.get(String(follow.object))?.actor
    if (!followed) return
    const { '@context': _, ...rest } = follow
    const accept = new ActivityForms(mintActivity, followed).accept(rest)
    this.#deliveries.enqueue(followed, accept, await this.#inboxesOf([follow.actor]))
  }

  /** Tells the followers of the community. */
  async announce(community: Community, ...objects: Json[]): Promise<void> {
    const inboxes = await this.#inboxesOf(community.followers)
    for (const object of objects)
      this.#deliveries.enqueue(community.actor, announceOf(this.#site.mintActivity, community, object), inboxes)
  }

  async #announceEffect({ community, post }: Effect, activity: Activity): Promise<void> {
    if (community) await this.announce(community, activity, ...(post ? [post] : []))
  }

  /** The inboxes of other servers. */
  async #inboxesOf(actors: Iterable<string>): Promise<string[]> {
    const known = await Promise.all([...actors].map((id) => this.#site.actor(id)))
    return known.map(({ sharedInbox }) => sharedInbox).filter((inbox) => new URL(inbox).host !== this.#site.host)
  }
}
