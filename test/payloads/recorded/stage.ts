/** Our server with its people and their posts, and the recorded one, in a world of their own. */
import assert from 'node:assert/strict'
import type { Json } from '../../world/peer.ts'
import type { Person } from '../../world/person.ts'
import type { TestServer } from '../../world/test-server.ts'
import type { World } from '../../world/world.ts'
import { Addresses } from './addresses.ts'
import type { Expectation, OwnInteraction, OwnPost } from './expectation.ts'
import { Origin } from './origin.ts'
import { type Recording, readDocument } from './recording.ts'

/** When the documents were recorded, all on one day. */
const RECORDED_AT = Date.parse('2026-11-26T23:59:00Z')

export class Stage {
  readonly world: World
  readonly recording: Recording
  readonly people = new Map<string, Person>()
  readonly addresses = new Addresses()
  readonly origin: Origin
  readonly #name: string
  #server: TestServer | undefined

  /** @param name of the document to play */
  constructor(world: World, recording: Recording, name: string) {
    this.world = world
    this.recording = recording
    this.origin = new Origin(world, recording, this.addresses)
    this.#name = name
  }

  async open(): Promise<this> {
    const { host, people, elsewhere = {} } = this.recording
    await this.world.clock.advance(RECORDED_AT - this.world.clock.now())
    this.#server = await this.world.server(host)
    for (const [id, name] of Object.entries(people)) {
      const person = this.people.get(name) ?? (await this.#server.user(name))
      this.people.set(name, person)
      this.addresses.learn(id, person.uri)
    }
    for (const [recorded, actual] of Object.entries(elsewhere)) this.addresses.learn(recorded, actual)
    await this.origin.serveAll(this.#name)
    return this
  }

  get server(): TestServer {
    assert.ok(this.#server)
    return this.#server
  }

  /** The first of our people. */
  get reader(): Person {
    return this.people.values().next().value as Person
  }

  expectation(name: string): Expectation {
    const expected = this.recording.documents[name]
    assert.ok(expected, `${name} has no entry.`)
    return expected
  }

  /** A document with our actual addresses. */
  document(name: string): Json {
    return readDocument(this.recording, name, this.addresses.toActual)
  }

  /** Writes the posts of ours and makes the interactions that a document names, unless they exist. */
  async writeOwn(name: string): Promise<void> {
    const { posts, interactions = {}, texts } = this.recording
    const isMissing = (id: string) => !this.addresses.has(id) && texts.get(name)?.includes(id)
    for (const [id, post] of Object.entries(posts)) if (isMissing(id)) await this.#write(id, post)
    for (const [id, interaction] of Object.entries(interactions))
      if (isMissing(id)) await this.#interact(id, interaction)
    await this.world.settle()
    await this.origin.serveAll(this.#name)
  }

  async #write(id: string, { by, text, replyTo, visibility }: OwnPost): Promise<void> {
    const author = this.people.get(by) as Person
    const parent = replyTo === undefined ? undefined : await author.find(this.addresses.toActual(replyTo))
    const { uri } = await author.post(text, { visibility, in_reply_to_id: parent?.id })
    this.addresses.learn(id, uri)
  }

  async #interact(id: string, { by, does, to }: OwnInteraction): Promise<void> {
    const person = this.people.get(by) as Person
    await person.interact(await person.find(this.addresses.toActual(to)), does)
    await this.world.settle()
    const sent = (await this.origin.peer(to)).receivedOf(does === 'favourite' ? 'Like' : 'Announce').at(-1)
    this.addresses.learn(id, String(sent?.id))
  }
}
