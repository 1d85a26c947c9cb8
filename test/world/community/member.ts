/** A person of a community server: what they can do in a Lemmy client. */
import type { Json } from '../peer.ts'
import { type Activity, ActivityForms } from './activities.ts'
import type { Performer, Recipients } from './perform.ts'
import { Refusal } from './refusal.ts'
import { htmlOf, renderCommunity, renderEntry, renderMessage } from './render.ts'
import type { Site } from './site.ts'
import { type Community, type Entry, isShown, type LocalActor, type Message, type Text, type Vote } from './state.ts'

/** The text of a post or comment, without markup. */
export interface Draft {
  title?: string
  text?: string
  link?: string
  image?: string
}

/** A post or comment, wherever it was written: as it is stored here, or by its id. */
type EntryRef = { readonly id: string } | string

interface BanOptions {
  reason?: string
  /** Unix milliseconds. Default: forever. */
  end?: number
  /** Whether all that the person wrote in the community is removed. */
  removeData?: boolean
}

/** Each act is carried out at once and delivered when the world settles. If it is not allowed, it throws a `Refusal`. */
export class Member {
  readonly actor: LocalActor
  readonly #site: Site
  readonly #performer: Performer
  readonly #forms: ActivityForms

  constructor(actor: LocalActor, site: Site, performer: Performer) {
    this.actor = actor
    this.#site = site
    this.#performer = performer
    this.#forms = new ActivityForms(site.mintActivity, actor)
  }

  get id(): string {
    return this.actor.id
  }

  get handle(): string {
    return `${this.actor.name}@${this.#site.host}`
  }

  // As everybody

  async post(community: Community, draft: Draft): Promise<Entry> {
    const post = this.#newEntry('post', community, draft)
    await this.#do(this.#forms.write('Create', renderEntry(post), community))
    return this.#site.entry(post.id)
  }

  async comment(on: EntryRef, text: string): Promise<Entry> {
    const parent = this.#entry(on)
    const comment = this.#newEntry('comment', parent.community, { text }, parent)
    await this.#write('Create', comment)
    return this.#site.entry(comment.id)
  }

  /**
   * @param changes what is left out stays as it is
   * @throws Refusal if it is deleted or removed
   */
  async edit(own: EntryRef, changes: Draft): Promise<void> {
    const entry = this.#entry(own)
    if (!isShown(entry)) throw new Refusal(`couldnt_update_${entry.kind}`)
    const text = { ...entry.text, ...textOf(changes) }
    await this.#write('Update', { ...entry, text, updated: this.#site.clock.iso() })
  }

  delete = (own: EntryRef) => this.#do(this.#forms.delete(this.#entry(own)))
  undelete = (own: EntryRef) => this.#undo(own, this.#forms.delete(this.#entry(own)))
  like = (entry: EntryRef) => this.#do(this.#forms.vote('Like', this.#entry(entry)))
  dislike = (entry: EntryRef) => this.#do(this.#forms.vote('Dislike', this.#entry(entry)))

  /** Takes the vote back. */
  async unvote(on: EntryRef): Promise<void> {
    const entry = this.#entry(on)
    const vote: Vote = entry.votes.get(this.id) ?? 'Like'
    await this.#do(this.#forms.undoVote(vote, entry))
  }

  /** @param to the id of an actor elsewhere */
  async message(to: string, text: string): Promise<Message> {
    const [id, published] = [this.#site.mint('private_message'), this.#site.clock.iso()]
    const message = { id, from: this.id, to, published, html: htmlOf(text), deleted: false }
    const object = renderMessage(message)
    await this.#do(this.#forms.writeMessage('Create', object, message), { alsoTo: [to] })
    return message
  }

  async editMessage(message: Message, text: string): Promise<void> {
    const object = renderMessage({ ...message, html: htmlOf(text) }, this.#site.clock.iso())
    await this.#do(this.#forms.writeMessage('Update', object, message), { alsoTo: [message.to] })
  }

  deleteMessage = (message: Message) => this.#do(this.#forms.deleteMessage(message), { alsoTo: [message.to] })
  undeleteMessage = (message: Message) => this.#do(this.#forms.undeleteMessage(message), { alsoTo: [message.to] })

  async report(on: EntryRef, reason: string): Promise<void> {
    const entry = this.#entry(on)
    await this.#do(this.#forms.report(entry, reason), { hosts: [new URL(entry.author).host] })
  }

  /** Deletes the account with all that it wrote. */
  leave = () => this.#tellAll(this.#forms.deletePerson())

  // As a moderator

  lock = (post: EntryRef) => this.#do(this.#forms.lock(this.#entry(post)))
  unlock = (post: EntryRef) => this.#undo(post, this.#forms.lock(this.#entry(post)))
  pin = (post: EntryRef) => this.#feature('Add', this.#entry(post))
  unpin = (post: EntryRef) => this.#feature('Remove', this.#entry(post))
  remove = (entry: EntryRef, reason = '') => this.#do(this.#forms.delete(this.#entry(entry), reason))
  restore = (entry: EntryRef) => this.#undo(entry, this.#forms.delete(this.#entry(entry), ''))

  /** @param person the id of an actor, here or elsewhere, as in the following functions */
  ban = (community: Community, person: string, options: BanOptions = {}) =>
    this.#do(this.#forms.ban(person, community, detailsOf(options)), { alsoTo: [person] })

  unban = (community: Community, person: string) =>
    this.#do(this.#forms.undo(this.#forms.ban(person, community), community), { alsoTo: [person] })

  appoint = (community: Community, person: string) =>
    this.#do(this.#forms.change('Add', person, community.moderatorsUrl, community))

  dismiss = (community: Community, person: string) =>
    this.#do(this.#forms.change('Remove', person, community.moderatorsUrl, community))

  async describe(community: Community, { title, description }: { title: string; description: string }): Promise<void> {
    const group = renderCommunity(Object.assign(Object.create(community), { title, description }))
    await this.#do(this.#forms.write('Update', group, community))
  }

  deleteCommunity = (community: Community) => this.#do(this.#forms.deleteCommunity(community))

  // As an admin

  /** Bans somebody from all communities of this server. */
  banFromSite = (person: string, options: BanOptions = {}) =>
    this.#tellAll(this.#forms.banFromSite(person, `${this.#site.origin}/`, detailsOf(options)))

  unbanFromSite = (person: string) =>
    this.#tellAll(this.#forms.unbanFromSite(this.#forms.banFromSite(person, `${this.#site.origin}/`)))

  #feature(type: 'Add' | 'Remove', { id, community }: Entry): Promise<void> {
    return this.#do(this.#forms.change(type, id, community.featuredUrl, community))
  }

  #undo(entry: EntryRef, activity: Activity): Promise<void> {
    return this.#do(this.#forms.undo(activity, this.#entry(entry).community))
  }

  /** Those who are answered are told directly. */
  async #write(type: 'Create' | 'Update', entry: Entry): Promise<void> {
    const answered = entry.parent && (await this.#site.actor(entry.parent.author))
    const object = renderEntry(entry, answered)
    const alsoTo = answered ? [answered.id] : []
    await this.#do(this.#forms.write(type, object, entry.community, answered), { alsoTo })
  }

  #tellAll(activity: Activity): Promise<void> {
    return this.#do(activity, { hosts: [...this.#site.serverInboxes.keys()] })
  }

  #do(activity: Activity, recipients: Recipients = {}): Promise<void> {
    return this.#performer.perform(this.actor, activity, recipients)
  }

  #entry(ref: EntryRef): Entry {
    return this.#site.entry(typeof ref === 'string' ? ref : ref.id)
  }

  #newEntry(kind: Entry['kind'], community: Community, draft: Draft, parent?: Entry): Entry {
    const id = this.#site.mint(kind)
    const [published, text] = [this.#site.clock.iso(), { html: '', ...textOf(draft) }]
    const state = { updated: undefined, deleted: false, removed: undefined, locked: false, featured: false }
    return { id, kind, author: this.id, community, parent, published, text, ...state, votes: new Map() }
  }
}

function textOf({ title, text, link, image }: Draft): Partial<Text> {
  return {
    ...(title !== undefined && { title }),
    ...(text !== undefined && { html: htmlOf(text), source: text }),
    ...(link !== undefined && { link }),
    ...(image !== undefined && { image }),
  }
}

function detailsOf({ reason = '', end, removeData = false }: BanOptions): Json {
  const time = end !== undefined && new Date(end).toISOString().replace('.000', '')
  return { removeData, summary: reason, ...(time && { expires: time, endTime: time }) }
}
