/** The whole state of a community server, and its look at other servers. */
import type { SafeFetch } from '../../../src/lib/http/outgoing.ts'
import type { TestClock } from '../clock.ts'
import type { Json } from '../peer.ts'
import type { Activity } from './activities.ts'
import { checkSameHost, textOf } from './read.ts'
import { Refusal, refuse, unreadable } from './refusal.ts'
import type { Ban, Community, Entry, KnownActor, LocalActor, Message, Report } from './state.ts'

const ACCEPT = { accept: 'application/activity+json' }
const ACTOR_TYPES = ['Person', 'Service', 'Organization', 'Application', 'Group']

export class Site {
  readonly host: string
  readonly clock: TestClock
  readonly people = new Map<string, LocalActor>()
  readonly communities = new Map<string, Community>()
  readonly entries = new Map<string, Entry>()
  readonly messages = new Map<string, Message>()
  readonly reports: Report[] = []
  /** What the people here did, which anybody can fetch. */
  readonly activities = new Map<string, Activity>()
  /** Ids of activities that nobody can fetch. */
  readonly sensitive = new Set<string>()
  /** The inbox of each server known here, by its host. Lemmy learns it from the actor at `GET /`. */
  readonly serverInboxes = new Map<string, string>()
  /** Ids of people who have deleted their accounts here. */
  readonly left = new Set<string>()
  /** People who may not take part in any community here. */
  readonly bans = new Map<string, Ban>()
  /** Ids of received activities. Lemmy refuses each of them from the second time on. */
  readonly received = new Set<string>()
  /** Who follows a person here: ids of actors, by the id of the person. */
  readonly followers = new Map<string, Set<string>>()
  readonly #remote = new Map<string, KnownActor>()
  readonly #asked = new Set<string>()
  readonly #fetch: SafeFetch
  readonly #numbers = new Map<string, number>()

  constructor(host: string, clock: TestClock, fetch: SafeFetch) {
    this.host = host
    this.clock = clock
    this.#fetch = fetch
  }

  get origin(): string {
    return `https://${this.host}`
  }

  /** A new id, such as `https://lemmy.test/post/1`. */
  mint(path: string): string {
    const number = (this.#numbers.get(path) ?? 0) + 1
    this.#numbers.set(path, number)
    return `${this.origin}/${path}/${number}`
  }

  readonly mintActivity = (type: string): string => this.mint(`activities/${type.toLowerCase()}`)

  /** @throws Refusal if there is none with this id, as for an object that was never received */
  entry(id: string): Entry {
    const entry = this.entries.get(id)
    if (!entry) throw refuse('Record not found', 404)
    return entry
  }

  /** @throws Refusal if there is none, as for a comment, which cannot be locked or pinned */
  post(id: string): Entry {
    const entry = this.entry(id)
    if (entry.kind !== 'post') throw refuse('Record not found', 404)
    return entry
  }

  /** @throws Refusal unless the community lives here */
  community(id: string | undefined): Community {
    const community = id === undefined ? undefined : this.communities.get(id)
    if (!community) throw new Refusal('couldnt_find_community')
    return community
  }

  /** An actor here or elsewhere. One of another server is fetched once. */
  async actor(id: string): Promise<KnownActor> {
    const local = this.people.get(id) ?? this.communities.get(id)?.actor
    if (local) return { ...local, publicPem: local.keys.publicPem, sharedInbox: `${this.origin}/inbox` }
    const known = this.#remote.get(id)
    if (known) return known
    const actor = readActor(id, await this.fetchDocument(id))
    this.#remote.set(id, actor)
    await this.#learnServer(new URL('/', id))
    return actor
  }

  /** Fetches an object without a signature, as Lemmy does by default. */
  async fetchDocument(id: string): Promise<Json> {
    const { status, url, json } = await this.#fetch({ url: id, headers: ACCEPT })
    if (status !== 200) throw refuse(`Failed to fetch ${id}: ${status}`)
    const document = json() as Json
    checkSameHost(String(document.id), url)
    return document
  }

  /** A server that shows no actor at `/` is told nothing that concerns all servers, and receives no reports. */
  async #learnServer({ host, href }: URL): Promise<void> {
    if (this.#asked.has(host)) return
    this.#asked.add(host)
    const document = await this.fetchDocument(href).catch(() => undefined)
    const isWhole = [document?.name, document?.inbox, document?.outbox].every((value) => typeof value === 'string')
    if (document?.type === 'Application' && isWhole) this.serverInboxes.set(host, String(document.inbox))
  }
}

/** Lemmy insists on an outbox, also of a server that shows little to those who do not sign. */
function readActor(id: string, { type, id: ownId, preferredUsername, inbox, outbox, publicKey, endpoints }: Json) {
  const publicPem = textOf((publicKey as Json | undefined)?.publicKeyPem)
  const isWhole = [ownId, preferredUsername, inbox, outbox].every((value) => typeof value === 'string')
  if (!isWhole || !ACTOR_TYPES.includes(String(type)) || ownId !== id || !publicPem) throw unreadable('PersonOrGroup')
  const sharedInbox = textOf((endpoints as Json | undefined)?.sharedInbox) ?? String(inbox)
  return { id, name: String(preferredUsername), publicPem, sharedInbox }
}
