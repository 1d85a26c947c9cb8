/** The documents recorded from one server, and what is expected of each. README.md describes the files. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Json } from '../../world/peer.ts'

/** How a document reaches us, or which of our readers reads it. */
export type Route = 'delivery' | 'look-up' | 'collection' | 'webfinger' | 'signature' | 'key' | 'none'

/** What is expected of one document. It has exactly one of `changes`, `gives`, `declined` and `unused`. */
export interface Expectation {
  /** What is special about the document. */
  why?: string
  /** How it comes, if its type does not say so. */
  by?: Route
  /**
   * Documents that arrive before it, in this order. `#undone` is the activity that an Undo embeds, and `#create` a Create
   * of the object that an Update or Delete embeds, with another text.
   */
  after?: string[]
  /**
   * Whether the reader follows its sender before it arrives; `unknown`: nobody has seen the sender yet. Default:
   * `accepted`, or `none` if it is looked up.
   */
  follow?: 'unknown' | 'none' | 'requested' | 'accepted'
  /** The address at which its server serves it, if that is not its id. */
  url?: string
  /** The actor that signs it, if it names none. */
  sender?: string
  /** What the inbox answers. Default: 202. */
  answer?: number
  /** Everything that becomes different for the people here, as `facts.ts` names it; null if it is no longer there. */
  changes?: Record<string, unknown>
  /** What our reader reads from it. */
  gives?: unknown
  /** Why it changes nothing. */
  declined?: string
  /** Why we never ask for it. */
  unused?: string
  /** What is still wrong here. The test fails once it is right. */
  pending?: string
}

/** A post of ours that documents name. */
export interface OwnPost {
  by: string
  text: string
  visibility?: 'public' | 'unlisted' | 'private' | 'direct'
  /** The recorded address of the post it replies to. */
  replyTo?: string
}

/** A favourite or boost of ours that documents name. */
export interface OwnInteraction {
  by: string
  does: 'favourite' | 'reblog'
  /** The recorded address of the post. */
  to: string
}

/** `expectations.json`, beside the documents. */
interface Expectations {
  /** Our server's host, as recorded. */
  host: string
  /** Our people by their recorded ids. The first is the reader. */
  people: Record<string, string>
  /** Our posts by their recorded ids. */
  posts: Record<string, OwnPost>
  /** Our interactions by the recorded ids of their activities. */
  interactions?: Record<string, OwnInteraction>
  /** Recorded addresses at our host that stand for another server here → actual addresses. */
  elsewhere?: Record<string, string>
  /** Documents that were not recorded but are needed, by address. */
  supplements?: Record<string, Json>
  documents: Record<string, Expectation>
}

export interface Recording extends Expectations {
  /** `writefreely` */
  name: string
  texts: ReadonlyMap<string, string>
}

const EXPECTATIONS = 'expectations.json'

export function recordedSoftware(): string[] {
  return globSync(`*/${EXPECTATIONS}`, { cwd: import.meta.dirname }).map((path) => dirname(path))
}

export function loadRecording(name: string): Recording {
  const folder = join(import.meta.dirname, name)
  const expectations: Expectations = JSON.parse(readFileSync(join(folder, EXPECTATIONS), 'utf8'))
  const files = globSync('*.json', { cwd: folder }).filter((file) => file !== EXPECTATIONS)
  const texts = files.sort().map((file) => [basename(file, '.json'), readFileSync(join(folder, file), 'utf8')] as const)
  return { ...expectations, name, texts: new Map(texts) }
}

type Translate = (text: string) => string

/** @param translate replaces recorded addresses of ours with actual ones */
export function readDocument({ texts }: Recording, name: string, translate: Translate = (text) => text): Json {
  const text = texts.get(name)
  assert.ok(text, `There is no document ${name}.`)
  return JSON.parse(translate(text))
}

export function parseAll(recording: Recording, translate?: Translate): Map<string, Json> {
  return new Map([...recording.texts.keys()].map((name) => [name, readDocument(recording, name, translate)]))
}

export function addressOf(recording: Recording, name: string): string {
  return recording.documents[name]?.url ?? String(readDocument(recording, name).id)
}

/** What the recorded server serves, by address. */
export function servedDocuments(recording: Recording, translate?: Translate): Map<string, Json> {
  const served = new Map<string, Json>(Object.entries(recording.supplements ?? {}))
  for (const [name, document] of parseAll(recording, translate)) {
    const url = recording.documents[name]?.url ?? webfingerUrl(document) ?? document.id
    if (typeof url === 'string' && routeFor(recording, name) !== 'delivery') served.set(url, document)
  }
  return served
}

function webfingerUrl({ subject }: Json): string | undefined {
  if (typeof subject !== 'string') return undefined
  const host = subject.split('@').at(-1)
  return `https://${host}/.well-known/webfinger?resource=${encodeURIComponent(subject)}`
}

const COLLECTIONS = /^(Ordered)?Collection(Page)?$/

export function routeFor({ texts, documents }: Recording, name: string): Route {
  const { by, unused } = documents[name] ?? {}
  if (by !== undefined) return by
  const document: Json = JSON.parse(texts.get(name) ?? '{}')
  if (unused !== undefined) return 'none'
  if (name.startsWith('headers')) return 'signature'
  if (Array.isArray(document.links)) return 'webfinger'
  if (isCollection(document)) return 'collection'
  return isActivity(document) ? 'delivery' : 'look-up'
}

export function isCollection({ type }: Json): boolean {
  return COLLECTIONS.test(String(type))
}

export function isActivity(document: Json): boolean {
  return 'actor' in document && 'object' in document
}
