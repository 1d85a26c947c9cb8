/** The activities of a community server, in the form that Lemmy 0.19.20 writes (test/payloads/recorded/lemmy). */
import type { Json } from '../peer.ts'
import { PUBLIC } from '../peer-actor.ts'
import { mentionsOf } from './render.ts'
import type { Community, Entry, KnownActor, Message, Vote } from './state.ts'

export interface Activity extends Json {
  id: string
  type: string
  actor: string
}

/** Makes the id of a new activity of this type. */
type Mint = (type: string) => string

/** A community, as an address. */
interface Place {
  id: string
}

export class ActivityForms {
  readonly #mint: Mint
  readonly #actor: string

  /** @param actor who does what the activities say */
  constructor(mint: Mint, { id }: { id: string }) {
    this.#mint = mint
    this.#actor = id
  }

  /** @param answered the author of what a comment answers */
  write(type: 'Create' | 'Update', object: Json, community: Place, answered?: KnownActor): Activity {
    const cc = [community.id, ...(answered ? [answered.id] : [])]
    const tag = mentionsOf(answered)
    return this.#public(type, community, { object, cc, ...(tag.length > 0 && { tag }) })
  }

  /** Votes have no addressees. */
  vote(type: Vote, { id, community }: Entry): Activity {
    return this.#new(type, { object: id, audience: community.id })
  }

  undoVote(type: Vote, entry: Entry): Activity {
    return this.#new('Undo', { object: this.vote(type, entry), audience: entry.community.id })
  }

  /** @param reason of a moderator, possibly empty; authors give none */
  delete({ id, community }: Entry, reason?: string): Activity {
    return this.#public('Delete', community, { object: id, ...(reason !== undefined && { summary: reason }) })
  }

  lock({ id, community }: Entry): Activity {
    return this.#public('Lock', community, { object: id })
  }

  /** @param target a collection of the community */
  change(type: 'Add' | 'Remove', object: string, target: string, community: Place): Activity {
    return this.#public(type, community, { object, target })
  }

  ban(person: string, community: Place, details: Json = {}): Activity {
    return this.#public('Block', community, { object: person, target: community.id, ...details })
  }

  /** Undoes something else than a vote. Lemmy gives the inner activity an id that it has not had before. */
  undo(inner: Activity, community: Place): Activity {
    return this.#public('Undo', community, { object: inner })
  }

  /** @param site the id of a server's actor */
  banFromSite(person: string, site: string, details: Json = {}): Activity {
    return this.#new('Block', { to: [PUBLIC], cc: [], object: person, target: site, ...details })
  }

  unbanFromSite(ban: Activity): Activity {
    return this.#new('Undo', { to: [PUBLIC], cc: [], object: ban })
  }

  report({ id, community }: Entry, reason: string): Activity {
    return this.#new('Flag', { to: [community.id], object: id, summary: reason, content: null, audience: community.id })
  }

  deletePerson(): Activity {
    return this.#new('Delete', { to: [PUBLIC], object: this.#actor, removeData: true })
  }

  deleteCommunity(community: Place): Activity {
    return this.#public('Delete', community, { object: community.id })
  }

  writeMessage(type: 'Create' | 'Update', object: Json, { to }: Message): Activity {
    return this.#new(type, { to: [to], object })
  }

  deleteMessage({ id, to }: Message): Activity {
    return this.#new('Delete', { to: [to], object: id })
  }

  undeleteMessage(message: Message): Activity {
    return this.#new('Undo', { to: [message.to], object: this.deleteMessage(message) })
  }

  accept(follow: Json): Activity {
    return this.#new('Accept', { to: [String(follow.actor)], object: follow })
  }

  #public(type: string, community: Place, rest: Json): Activity {
    return this.#new(type, { to: [PUBLIC], cc: [community.id], ...rest, audience: community.id })
  }

  #new(type: string, rest: Json): Activity {
    return { id: this.#mint(type), type, actor: this.#actor, ...rest }
  }
}

/** What a community tells its followers. `object` is an activity, or a post with an added `actor`. */
export function announceOf(mint: Mint, { actor, followersUrl }: Community, object: Json): Activity {
  const type = `announce/${String(object.type)}`
  return { actor: actor.id, to: [PUBLIC], object, cc: [followersUrl], type: 'Announce', id: mint(type) }
}

/** The form for servers that do not unwrap activities: the post itself, to which Lemmy adds its author as `actor`. */
export function withActor(page: Json): Json {
  const { id, ...rest } = page
  return { id, actor: page.attributedTo, ...rest }
}
