/** The recorded server, and others that its documents name: scripted peers that serve the documents. */
import { isObject } from '../../../src/activitypub/read.ts'
import { isActorType } from '../../../src/activitypub/vocabulary.ts'
import type { Json, Peer } from '../../world/peer.ts'
import type { PeerActor } from '../../world/peer-actor.ts'
import type { World } from '../../world/world.ts'
import type { Addresses } from './addresses.ts'
import { addressOf, isCollection, type Recording, readDocument, routeFor, servedDocuments } from './recording.ts'

export class Origin {
  readonly #world: World
  readonly #recording: Recording
  readonly #addresses: Addresses
  readonly #peers = new Map<string, Peer>()
  readonly #actors = new Map<string, PeerActor>()

  constructor(world: World, recording: Recording, addresses: Addresses) {
    this.#world = world
    this.#recording = recording
    this.#addresses = addresses
  }

  async peer(url: string): Promise<Peer> {
    const { host } = new URL(url)
    const peer = this.#peers.get(host) ?? (await this.#world.peer(host))
    this.#peers.set(host, peer)
    return peer
  }

  /** The actor with this id, with its recorded document or a default one. */
  async actor(id: string): Promise<PeerActor> {
    const known = this.#actors.get(id)
    if (known) return known
    const [name] = (id.split('/').filter(Boolean).at(-1) ?? '').replace('@', '').split('@') as [string]
    const actor = await (await this.peer(id)).actor(name, { id })
    this.#actors.set(id, actor)
    return actor
  }

  /** The document at an address. */
  served(url: string): Json | undefined {
    return this.#documents().get(url)
  }

  /**
   * Serves everything for a test of one document. Collections belong to profiles only, so that no other document finds
   * its post pinned already.
   */
  async serveAll(name: string): Promise<void> {
    const played = readDocument(this.#recording, name, this.#addresses.toActual)
    const isProfile = isActorType([String(played.type)])
    for (const [url, document] of this.#documents())
      if (isProfile || !isCollection(document)) await this.serve(url, document)
    // Another document may have the same address.
    if (routeFor(this.#recording, name) === 'look-up') await this.serve(addressOf(this.#recording, name), played)
  }

  /** Serves an actor's document, or a part of it, with a key that we can sign with. */
  async serveActor(document: Json, url = String(document.id)): Promise<void> {
    const actor = await this.actor(String(document.id))
    if (typeof document.preferredUsername === 'string') actor.peer.pointHandle(document.preferredUsername, actor)
    const publicKey = { ...(document.publicKey as Json), publicKeyPem: actor.keys.publicPem }
    actor.changes = { ...document, publicKey }
    actor.peer.serve(url, actor.changes)
  }

  async serve(url: string, document: Json): Promise<void> {
    if (new URL(url).host === this.#recording.host) return
    if (isObject(document.publicKey)) await this.serveActor(document, url)
    else (await this.peer(url)).serve(url, document)
  }

  #documents(): Map<string, Json> {
    return servedDocuments(this.#recording, this.#addresses.toActual)
  }
}
