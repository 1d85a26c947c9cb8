/** Somebody at a server on Fedify: does things, and tells those whom they concern. */
import type { Context } from '@fedify/fedify'
import {
  type Activity,
  Announce,
  type Object as ApObject,
  Create,
  Delete,
  Follow,
  isActor,
  Like,
  Mention,
  Note,
  PUBLIC_COLLECTION,
  type Recipient,
  Tombstone,
  Undo,
  Update,
} from '@fedify/vocab'
import type { FedifyState } from './fedify-state.ts'

/** Of a reply: whose note it answers, and who is named in it. */
export interface Answering {
  uri: string
  author: string
}

export class FedifyPerson {
  readonly id: URL
  readonly #context: Context<void>
  readonly #name: string
  readonly #state: FedifyState

  constructor(context: Context<void>, name: string, state: FedifyState) {
    this.#context = context
    this.#name = name
    this.#state = state
    this.id = context.getActorUri(name)
  }

  get handle(): string {
    return `${this.#name}@${this.id.host}`
  }

  // Deeds toward somebody

  async follow(uri: string): Promise<Follow> {
    const follow = new Follow({ id: this.#mint('follows'), actor: this.id, object: new URL(uri) })
    this.#state.sentFollows.set(follow.id?.href ?? '', uri)
    await this.#send(await this.#find(uri), follow)
    return follow
  }

  async like(uri: string, author: string): Promise<Like> {
    const like = new Like({ id: this.#mint('likes'), actor: this.id, object: new URL(uri) })
    await this.#send(await this.#find(author), like)
    return like
  }

  async boost(uri: string, author: string): Promise<Announce> {
    const audience = { to: PUBLIC_COLLECTION, cc: this.#followers, published: Temporal.Now.instant() }
    const boost = new Announce({ id: this.#mint('boosts'), actor: this.id, object: new URL(uri), ...audience })
    await this.#send(await this.#find(author), boost)
    return boost
  }

  async undo(deed: Activity, author: string): Promise<void> {
    await this.#send(await this.#find(author), new Undo({ id: this.#mint('undos'), actor: this.id, object: deed }))
  }

  // Notes, told to the followers

  async post(text: string, answering?: Answering): Promise<Note> {
    const key = crypto.randomUUID()
    const named = answering && new Mention({ href: new URL(answering.author), name: answering.author })
    const note = new Note({
      id: this.#context.getObjectUri(Note, { identifier: this.#name, id: key }),
      attribution: this.id,
      content: `<p>${text}</p>`,
      // Long enough ago that an edit is later, in whole seconds.
      published: Temporal.Now.instant().subtract({ minutes: 5 }),
      to: PUBLIC_COLLECTION,
      ccs: [this.#followers, ...(answering ? [new URL(answering.author)] : [])],
      ...(answering && { replyTarget: new URL(answering.uri), tags: named ? [named] : [] }),
    })
    this.#state.notes.set(note.id?.href ?? '', note)
    await this.#tell(new Create({ id: this.#mint('creates'), actor: this.id, object: note, ...audienceOf(note) }))
    return note
  }

  async edit(note: Note, text: string): Promise<Note> {
    const edited = note.clone({ content: `<p>${text}</p>`, updated: Temporal.Now.instant() })
    this.#state.notes.set(note.id?.href ?? '', edited)
    await this.#tell(new Update({ id: this.#mint('updates'), actor: this.id, object: edited, ...audienceOf(note) }))
    return edited
  }

  async delete(note: Note): Promise<void> {
    this.#state.notes.delete(note.id?.href ?? '')
    const object = new Tombstone({ id: note.id })
    await this.#tell(new Delete({ id: this.#mint('deletes'), actor: this.id, object, ...audienceOf(note) }))
  }

  /** A document of another server, as it shows it to this person, or to somebody who does not sign. */
  async read(uri: string, { signs = true } = {}): Promise<ApObject | null> {
    const documentLoader = signs ? await this.#context.getDocumentLoader({ identifier: this.#name }) : undefined
    return this.#context.lookupObject(uri, documentLoader && { documentLoader })
  }

  get #followers(): URL {
    return this.#context.getFollowersUri(this.#name)
  }

  #mint(kind: string): URL {
    return new URL(`#${kind}/${crypto.randomUUID()}`, this.id)
  }

  async #find(uri: string): Promise<Recipient> {
    const found = await this.read(uri)
    if (!isActor(found)) throw new Error(`Fedify finds nobody at ${uri}`)
    return found
  }

  #send(to: Recipient, activity: Activity): Promise<void> {
    return this.#context.sendActivity({ identifier: this.#name }, to, activity)
  }

  #tell(activity: Activity): Promise<void> {
    const how = { preferSharedInbox: true }
    return this.#context.sendActivity({ identifier: this.#name }, 'followers', activity, how)
  }
}

function audienceOf({ toIds, ccIds }: Note): { tos: URL[]; ccs: URL[] } {
  return { tos: toIds, ccs: ccIds }
}
