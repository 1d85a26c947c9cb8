/** An actor on a Fedify server. It acts and delivers the activities. */
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

/** The note that a reply answers, and that note's author, whom it mentions. */
export interface ReplyTarget {
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

  // Interactions

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

  async undo(interaction: Activity, author: string): Promise<void> {
    await this.#send(
      await this.#find(author),
      new Undo({ id: this.#mint('undos'), actor: this.id, object: interaction }),
    )
  }

  // Notes, delivered to the followers

  async post(text: string, parent?: ReplyTarget): Promise<Note> {
    const key = crypto.randomUUID()
    const named = parent && new Mention({ href: new URL(parent.author), name: parent.author })
    const note = new Note({
      id: this.#context.getObjectUri(Note, { identifier: this.#name, id: key }),
      attribution: this.id,
      content: `<p>${text}</p>`,
      // Old enough that an edit is later, in whole seconds.
      published: Temporal.Now.instant().subtract({ minutes: 5 }),
      to: PUBLIC_COLLECTION,
      ccs: [this.#followers, ...(parent ? [new URL(parent.author)] : [])],
      ...(parent && { replyTarget: new URL(parent.uri), tags: named ? [named] : [] }),
    })
    this.#state.notes.set(note.id?.href ?? '', note)
    await this.#deliver(new Create({ id: this.#mint('creates'), actor: this.id, object: note, ...audienceOf(note) }))
    return note
  }

  async edit(note: Note, text: string): Promise<Note> {
    const edited = note.clone({ content: `<p>${text}</p>`, updated: Temporal.Now.instant() })
    this.#state.notes.set(note.id?.href ?? '', edited)
    await this.#deliver(new Update({ id: this.#mint('updates'), actor: this.id, object: edited, ...audienceOf(note) }))
    return edited
  }

  async delete(note: Note): Promise<void> {
    this.#state.notes.delete(note.id?.href ?? '')
    const object = new Tombstone({ id: note.id })
    await this.#deliver(new Delete({ id: this.#mint('deletes'), actor: this.id, object, ...audienceOf(note) }))
  }

  /** A document of another server, as it appears to this actor, or to an unsigned request. */
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
    if (!isActor(found)) throw new Error(`Fedify finds no actor at ${uri}`)
    return found
  }

  #send(to: Recipient, activity: Activity): Promise<void> {
    return this.#context.sendActivity({ identifier: this.#name }, to, activity)
  }

  #deliver(activity: Activity): Promise<void> {
    const options = { preferSharedInbox: true }
    return this.#context.sendActivity({ identifier: this.#name }, 'followers', activity, options)
  }
}

function audienceOf({ toIds, ccIds }: Note): { tos: URL[]; ccs: URL[] } {
  return { tos: toIds, ccs: ccIds }
}
