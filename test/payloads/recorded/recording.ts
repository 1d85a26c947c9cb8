/** The documents recorded from one server, and what is expected of each. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, parse } from 'node:path'
import { isActorType } from '../../../src/activitypub/vocabulary.ts'
import type { Json } from '../../world/peer.ts'
import type { Expectations, Route } from './expectation.ts'

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
  const files = globSync('*.{json,txt}', { cwd: folder }).filter((file) => file !== EXPECTATIONS)
  const texts = files.sort().map((file) => [parse(file).name, readText(join(folder, file))] as const)
  return { ...expectations, name, texts: new Map(texts) }
}

/** The JSON of a document. One that is not JSON is wrapped. */
function readText(path: string): string {
  const text = readFileSync(path, 'utf8')
  return path.endsWith('.json') ? text : JSON.stringify({ text })
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

/** Ids of all actors that have a document. */
export function actorIds(recording: Recording): Set<string> {
  const actors = [...parseAll(recording).values()].filter(({ type }) => isActorType([String(type)]))
  return new Set(actors.map(({ id }) => String(id)))
}

export function addressOf(recording: Recording, name: string): string {
  return recording.documents[name]?.url ?? String(readDocument(recording, name).id)
}

/** What the recorded server serves, by address. What is deleted in the end is there until then. */
export function servedDocuments(recording: Recording, translate: Translate = (text) => text): Map<string, Json> {
  const supplements: Record<string, Json> = JSON.parse(translate(JSON.stringify(recording.supplements ?? {})))
  const served = new Map(Object.entries(supplements))
  for (const [name, document] of parseAll(recording, translate)) {
    const url = recording.documents[name]?.url ?? webfingerUrl(document) ?? document.id
    const isThere = document.type !== 'Tombstone' && routeFor(recording, name) !== 'delivery'
    if (typeof url === 'string' && isThere) served.set(url, document)
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
  if (document.subject !== undefined) return 'webfinger'
  if (isCollection(document)) return 'collection'
  return isActivity(document) ? 'delivery' : 'look-up'
}

export function isCollection({ type }: Json): boolean {
  return COLLECTIONS.test(String(type))
}

export function isActivity(document: Json): boolean {
  return 'actor' in document && 'object' in document
}
