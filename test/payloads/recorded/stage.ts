/** Our server and the recorded one in a world, with the addresses of our people and posts translated. */
import assert from 'node:assert/strict'
import { isObject } from '../../../src/activitypub/read.ts'
import { isActorType } from '../../../src/activitypub/vocabulary.ts'
import type { Json, Peer } from '../../world/peer.ts'
import type { PeerActor } from '../../world/peer-actor.ts'
import type { Person } from '../../world/person.ts'
import type { TestServer } from '../../world/test-server.ts'
import type { World } from '../../world/world.ts'
import {
  addressOf,
  type Expectation,
  isCollection,
  type OwnInteraction,
  type OwnPost,
  parseAll,
  type Recording,
  readDocument,
  routeFor,
  servedDocuments,
} from './recording.ts'

/** When the documents were recorded, all on one day. */
const RECORDED_AT = Date.parse('2026-11-26T23:59:00Z')

export class Stage {
  readonly world: World
  readonly recording: Recording
  readonly #name: string
  readonly people = new Map<string, Person>()
  readonly #peers = new Map<string, Peer>()
  readonly #actors = new Map<string, PeerActor>()
  /** Recorded addresses of ours → actual ones. */
  readonly #own = new Map<string, string>()
  #server: TestServer | undefined

  /** @param name of the document to play */
  constructor(world: World, recording: Recording, name: string) {
    this.world = world
    this.recording = recording
    this.#name = name
  }

  async open(): Promise<this> {
    await this.world.clock.advance(RECORDED_AT - this.world.clock.now())
    this.#server = await this.world.server(this.recording.host)
    for (const [id, name] of Object.entries(this.recording.people)) {
      const person = this.people.get(name) ?? (await this.#server.user(name))
      this.people.set(name, person)
      this.#own.set(id, person.uri)
    }
    for (const [recorded, actual] of Object.entries(this.recording.elsewhere ?? {})) this.#own.set(recorded, actual)
    await this.#serveAll()
    return this
  }

  get server(): TestServer {
    assert.ok(this.#server)
    return this.#server
  }

  get reader(): Person {
    return this.people.values().next().value as Person
  }

  /** Replaces recorded addresses of ours with actual ones. */
  toActual = (text: string) => translate(text, [...this.#own])

  /** Replaces actual addresses of ours with recorded ones, and those of copies of media with their origin. */
  async toRecorded(text: string): Promise<string> {
    const rows = await this.server.app.db.selectFrom('media').select(['key', 'remote_url']).execute()
    const origins = new Map(rows.map(({ key, remote_url }) => [key, remote_url]))
    const media = new RegExp(`${this.server.origin}/media/([^/"]+)/[^"]+`, 'g')
    const withOrigins = text.replace(
      media,
      (address, key: string) => origins.get(key) ?? `${address} is not registered`,
    )
    return translate(
      withOrigins,
      [...this.#own].map(([recorded, actual]) => [actual, recorded]),
    )
  }

  expectation(name: string): Expectation {
    const expected = this.recording.documents[name]
    assert.ok(expected, `${name} has no entry.`)
    return expected
  }

  /** A document as it was recorded. */
  recorded(name: string): Json {
    return readDocument(this.recording, name)
  }

  /** The same, with actual addresses of ours. */
  document(name: string): Json {
    return readDocument(this.recording, name, this.toActual)
  }

  addressOf(name: string): string {
    return addressOf(this.recording, name)
  }

  actorIds(): string[] {
    const documents = [...parseAll(this.recording).values()]
    return [...new Set(documents.filter(({ type }) => isActorType([String(type)])).map(({ id }) => String(id)))]
  }

  /** What is recorded at an address. */
  served(url: string): Json | undefined {
    return servedDocuments(this.recording, this.toActual).get(url)
  }

  /** Writes the posts of ours and makes the interactions that a document names, unless they exist. */
  async writeOwn(name: string): Promise<void> {
    const isMissing = (id: string) => !this.#own.has(id) && this.recording.texts.get(name)?.includes(id)
    for (const [id, post] of Object.entries(this.recording.posts)) if (isMissing(id)) await this.#write(id, post)
    for (const [id, one] of Object.entries(this.recording.interactions ?? {}))
      if (isMissing(id)) await this.#interact(id, one)
    await this.world.settle()
    await this.#serveAll()
  }

  async #write(id: string, { by, text, replyTo, visibility }: OwnPost): Promise<void> {
    const author = this.people.get(by) as Person
    const parent = replyTo === undefined ? undefined : await author.find(this.toActual(replyTo))
    const { uri } = await author.post(text, { visibility, in_reply_to_id: parent?.id })
    this.#own.set(id, uri)
  }

  async #interact(id: string, { by, does, to }: OwnInteraction): Promise<void> {
    const person = this.people.get(by) as Person
    await person.interact(await person.find(this.toActual(to)), does)
    await this.world.settle()
    const sent = (await this.peer(to)).receivedOf(does === 'favourite' ? 'Like' : 'Announce').at(-1)
    this.#own.set(id, String(sent?.id))
  }

  /** Uses the actual address instead of a recorded one from now on. */
  learn(recorded: string, actual: string): void {
    if (recorded !== actual) this.#own.set(recorded, actual)
  }

  /** The actor with this id, with its recorded document or a default one. */
  async actor(id: string): Promise<PeerActor> {
    const known = this.#actors.get(id)
    if (known) return known
    const name = id.split('/').filter(Boolean).at(-1)?.replace('@', '') ?? ''
    const actor = await (await this.peer(id)).actor(name.split('@')[0] as string, { id })
    this.#actors.set(id, actor)
    return actor
  }

  async peer(url: string): Promise<Peer> {
    const { host } = new URL(url)
    const peer = this.#peers.get(host) ?? (await this.world.peer(host))
    this.#peers.set(host, peer)
    return peer
  }

  /** Collections belong to profiles only, so that no other document finds its post pinned already. */
  async #serveAll(): Promise<void> {
    const isProfile = isActorType([String(this.document(this.#name).type)])
    for (const [url, document] of servedDocuments(this.recording, this.toActual))
      if (isProfile || !isCollection(document)) await this.#serve(url, document)
    // Others may have the same address.
    if (routeFor(this.recording, this.#name) === 'look-up')
      await this.#serve(this.addressOf(this.#name), this.document(this.#name))
  }

  async #serve(url: string, document: Json): Promise<void> {
    if (new URL(url).host === this.recording.host) return
    if (isObject(document.publicKey)) await this.serveActor(document, url)
    else (await this.peer(url)).serve(url, document)
  }

  /** Serves an actor's document, or a part of it, with a key that we can sign with. */
  async serveActor(document: Json, url = String(document.id)): Promise<void> {
    const actor = await this.actor(String(document.id))
    if (typeof document.preferredUsername === 'string') actor.peer.pointHandle(document.preferredUsername, actor)
    const publicKey = { ...(document.publicKey as Json), publicKeyPem: actor.keys.publicPem }
    actor.changes = { ...document, publicKey }
    actor.peer.serve(url, actor.changes)
  }
}

/** Longer addresses come first, and an address ends where a name could not go on. */
function translate(text: string, pairs: [string, string][]): string {
  const longestFirst = pairs.toSorted(([a], [b]) => b.length - a.length)
  return longestFirst.reduce(
    (done, [from, to]) => done.replace(new RegExp(`${RegExp.escape(from)}(?!\\w)`, 'g'), to),
    text,
  )
}
