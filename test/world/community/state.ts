/** What a community server stores. */
import type { KeyPair } from '../../../src/lib/crypto/keys.ts'
import { Refusal } from './refusal.ts'

/** A person or a community of this server. */
export interface LocalActor {
  readonly id: string
  readonly name: string
  readonly keys: KeyPair
}

/** What is known of an actor, here or elsewhere. */
export interface KnownActor {
  readonly id: string
  readonly name: string
  readonly publicPem: string
  readonly sharedInbox: string
}

export type Vote = 'Like' | 'Dislike'

/** What the author of a post or comment can change. */
export interface Text {
  /** Only posts have one. */
  title?: string | undefined
  html: string
  source?: string | undefined
  link?: string | undefined
  image?: string | undefined
}

/** A post or a comment. */
export interface Entry {
  readonly id: string
  readonly kind: 'post' | 'comment'
  /** The id of an actor. */
  readonly author: string
  readonly community: Community
  /** What a comment answers. */
  readonly parent: Entry | undefined
  readonly published: string
  updated: string | undefined
  text: Text
  /** By its author. */
  deleted: boolean
  /** The reason of the moderator who removed it. Undefined if nobody did. */
  removed: string | undefined
  locked: boolean
  featured: boolean
  /** By the ids of actors. The vote that an author's server gives each new post is left out: no activity says it. */
  readonly votes: Map<string, Vote>
}

export interface Ban {
  readonly reason: string
  /** In Unix milliseconds. Undefined for a ban without end. */
  readonly end: number | undefined
}

/** A private message. */
export interface Message {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly published: string
  html: string
  deleted: boolean
}

export interface Report {
  readonly by: string
  readonly about: string
  readonly reason: string
}

export class Community {
  readonly actor: LocalActor
  title: string
  description = ''
  readonly published: string
  deleted = false
  /** Ids of actors, like those of the followers. */
  readonly moderators = new Set<string>()
  readonly followers = new Set<string>()
  readonly bans = new Map<string, Ban>()

  constructor(actor: LocalActor, published: string) {
    this.actor = actor
    this.title = actor.name
    this.published = published
  }

  get id(): string {
    return this.actor.id
  }

  get featuredUrl(): string {
    return `${this.id}/featured`
  }

  get moderatorsUrl(): string {
    return `${this.id}/moderators`
  }

  get followersUrl(): string {
    return `${this.id}/followers`
  }

  checkModerator(person: string): void {
    if (!this.moderators.has(person)) throw new Refusal('not_a_moderator')
  }
}

/** @param now Unix milliseconds */
export function isBanned(bans: ReadonlyMap<string, Ban>, person: string, now: number): boolean {
  const ban = bans.get(person)
  return ban !== undefined && (ban.end === undefined || ban.end > now)
}

/** Whether readers see it. */
export function isShown({ deleted, removed }: Entry): boolean {
  return !deleted && removed === undefined
}

/** The post at the top of the thread. */
export function topicOf(entry: Entry): Entry {
  return entry.parent ? topicOf(entry.parent) : entry
}
