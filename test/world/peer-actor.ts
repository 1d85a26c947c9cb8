/** An actor of a scripted peer. It writes notes and activities the way real servers do, and signs what it sends. */
import assert from 'node:assert/strict'
import type { KeyPair } from '../../src/lib/crypto/keys.ts'
import { startOfSecond } from '../../src/lib/durations.ts'
import type { OutgoingResponse } from '../../src/lib/http/outgoing.ts'
import type { Json, Peer } from './peer.ts'
import { type Flaw, signRequest } from './sign-request.ts'

export const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public'
const CONTEXT = ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1']

export interface SendOptions {
  flaw?: Flaw
  form?: 'cavage' | 'rfc9421'
  /** Claims the key id of this actor, but signs with the sender's own key. */
  as?: PeerActor
  /** The key id to claim. Default: that of `as`, or the sender's own. */
  keyId?: string
}

/** Where to send to: a server (its shared inbox), or an inbox address. */
export type Recipient = { origin: string } | string

export class PeerActor {
  readonly peer: Peer
  readonly name: string
  readonly id: string
  keys: KeyPair
  /** Properties that override the default profile. An `id` given here must be set at construction. */
  changes: Json
  #numbers = 0

  constructor(peer: Peer, name: string, keys: KeyPair, changes: Json) {
    this.peer = peer
    this.name = name
    this.id = typeof changes.id === 'string' ? changes.id : `${peer.origin}/users/${name}`
    this.keys = keys
    this.changes = changes
  }

  get handle(): string {
    return `${this.name}@${this.peer.host}`
  }

  get keyId(): string {
    return `${this.id}#main-key`
  }

  get followers(): string {
    return `${this.id}/followers`
  }

  /** The actor document as it is served. */
  get document(): Json {
    return {
      '@context': CONTEXT,
      id: this.id,
      type: 'Person',
      preferredUsername: this.name,
      name: this.name,
      summary: '',
      url: `${this.peer.origin}/@${this.name}`,
      inbox: `${this.id}/inbox`,
      outbox: `${this.id}/outbox`,
      followers: this.followers,
      following: `${this.id}/following`,
      featured: `${this.id}/collections/featured`,
      endpoints: { sharedInbox: `${this.peer.origin}/inbox` },
      published: '2020-02-02T00:00:00Z',
      publicKey: { id: this.keyId, owner: this.id, publicKeyPem: this.keys.publicPem },
      ...this.changes,
    }
  }

  /** A new id below the actor's. */
  mint(kind: string): string {
    this.#numbers += 1
    return `${this.id}/${kind}/${this.#numbers}`
  }

  /**
   * A public note, served at its id.
   * @param changes overrides; `undefined` leaves a property out
   */
  note(content: string, changes: Json = {}): Json & { id: string } {
    const id = this.mint('statuses')
    const note = {
      '@context': CONTEXT,
      id,
      type: 'Note',
      attributedTo: this.id,
      content: `<p>${content}</p>`,
      to: [PUBLIC],
      cc: [this.followers],
      published: secondsOf(this.peer.clock.iso()),
      url: `${this.peer.origin}/@${this.name}/${this.#numbers}`,
      ...changes,
    }
    this.peer.serve(note.id, note)
    return note
  }

  /** A later version of a note, served at its id. */
  edited<N extends Json & { id: string }>(note: N, content: string, changes: Json = {}): N {
    const edited = { ...note, content: `<p>${content}</p>`, updated: secondsOf(this.peer.clock.iso()), ...changes }
    this.peer.serve(note.id, edited)
    return edited
  }

  create(note: Json, changes: Json = {}): Json {
    const { to, cc, published } = note
    return this.#activity('Create', note, { id: `${note.id}/activity`, to, cc, published, ...changes })
  }

  update(object: Json, changes: Json = {}): Json {
    const { to = [PUBLIC], cc = [] } = object
    return this.#activity('Update', object, { id: `${this.mint('updates')}`, to, cc, ...changes })
  }

  /** @param uri a note, or the actor itself */
  delete(uri: string, changes: Json = {}): Json {
    const object = uri === this.id ? uri : { id: uri, type: 'Tombstone' }
    return this.#activity('Delete', object, { id: `${uri}#delete`, to: [PUBLIC], ...changes })
  }

  like(uri: string, changes?: Json): Json {
    return this.#activity('Like', uri, changes)
  }

  announce(uri: string, changes: Json = {}): Json {
    const published = secondsOf(this.peer.clock.iso())
    return this.#activity('Announce', uri, { to: [PUBLIC], cc: [this.followers], published, ...changes })
  }

  follow(uri: string, changes?: Json): Json {
    return this.#activity('Follow', uri, changes)
  }

  block(uri: string, changes?: Json): Json {
    return this.#activity('Block', uri, changes)
  }

  accept(follow: Json, changes?: Json): Json {
    return this.#activity('Accept', follow, changes)
  }

  reject(follow: Json, changes?: Json): Json {
    return this.#activity('Reject', follow, changes)
  }

  undo(activity: Json, changes?: Json): Json {
    return this.#activity('Undo', activity, changes)
  }

  add(uri: string, changes: Json = {}): Json {
    return this.#activity('Add', uri, { id: undefined, target: this.document.featured, ...changes })
  }

  remove(uri: string, changes: Json = {}): Json {
    return this.#activity('Remove', uri, { id: undefined, target: this.document.featured, ...changes })
  }

  /**
   * Posts a signed activity and returns whatever is answered.
   * @param to an inbox address, or a server, for its shared inbox
   */
  post(to: Recipient, activity: Json, options: SendOptions = {}): Promise<OutgoingResponse> {
    const inbox = typeof to === 'string' ? to : `${to.origin}/inbox`
    const body = JSON.stringify(activity)
    return this.peer.send(inbox, 'POST', this.#sign('POST', inbox, options, body), body)
  }

  /** Posts an activity and fails unless it is accepted. */
  async send(to: Recipient, activity: Json, options: SendOptions = {}): Promise<void> {
    const { status, text } = await this.post(to, activity, options)
    assert.ok(status === 202 || status === 200, `${String(activity.type)} was answered with ${status} ${text()}`)
  }

  /** Fetches a document with a signature. */
  get(url: string, options: SendOptions = {}): Promise<OutgoingResponse> {
    return this.peer.send(url, 'GET', this.#sign('GET', url, options))
  }

  #sign(method: string, url: string, options: SendOptions, body?: string): Record<string, string> {
    const { flaw, form, as = this, keyId = as.keyId } = options
    const key = { keyId, privatePem: this.keys.privatePem }
    return signRequest({ url: new URL(url), method, body, key, now: this.peer.clock.now(), flaw, form })
  }

  #activity(type: string, object: unknown, changes: Json = {}): Json {
    return {
      '@context': CONTEXT,
      id: this.mint(type.toLowerCase()),
      type,
      actor: this.id,
      object: withoutContext(object),
      ...changes,
    }
  }
}

function withoutContext(object: unknown): unknown {
  if (typeof object !== 'object' || object === null) return object
  const { '@context': _, ...rest } = object as Json
  return rest
}

/** Mastodon writes whole seconds. */
function secondsOf(iso: string): string {
  return new Date(startOfSecond(Date.parse(iso))).toISOString().replace('.000', '')
}
