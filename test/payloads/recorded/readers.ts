/** Reads documents that only serve others, with the readers that we use for them. */
import { readCollection } from '../../../src/activitypub/collections.ts'
import type { DocumentAnswer } from '../../../src/activitypub/fetch-document.ts'
import { readJrd } from '../../../src/activitypub/jrd.ts'
import { isActivityType } from '../../../src/activitypub/media-types.ts'
import { isObject } from '../../../src/activitypub/read.ts'
import { keyOwner, listActorKeys } from '../../../src/activitypub/signatures/actor-key.ts'
import { explainRefusal } from '../../../src/api/entities/explain-refusal.ts'
import { readRefusal } from '../../../src/federation/outbox/read-refusal.ts'
import { outgoingResponse } from '../../../src/lib/http/outgoing.ts'
import type { Json } from '../../world/peer.ts'
import type { Route } from './expectation.ts'
import { readHeads } from './heads.ts'
import { addressOf, type Recording, readDocument, servedDocuments } from './recording.ts'

type Reader = (recording: Recording, name: string) => unknown

export const READERS: Partial<Record<Route, Reader>> = {
  webfinger: (recording, name) => webfinger(readDocument(recording, name)),
  signature: readHeads,
  'media-types': (recording, name) => mediaTypes(readDocument(recording, name)),
  refusals: (recording, name) => refusals(readDocument(recording, name)),
  key: (recording, name) => key(readDocument(recording, name), addressOf(recording, name)),
  collection: members,
}

/** A document at the address of a key: the key and its owner. */
function key(document: Json, keyId: string) {
  const listed = listActorKeys(document).find((one) => one.keyId === keyId)
  return { kind: listed?.kind, owner: keyOwner(document, keyId) }
}

/** An answer to WebFinger: the handle and its actors. */
function webfinger(document: Json) {
  const jrd = readJrd(document)
  return jrd && { handle: jrd.subject.acct, actors: jrd.actors.map(({ uri }) => uri) }
}

/** Recorded heads of answers by what they answer: which are documents to us. */
function mediaTypes(answers: Json) {
  const typeOf = (name: string) => (answers[name] as Record<string, string>)['content-type']
  return Object.groupBy(Object.keys(answers), (name) => (isActivityType(typeOf(name)) ? 'taken' : 'refused'))
}

/** Answers to activities of ours: what people here are told of each. */
function refusals(recorded: Json) {
  return Object.values(recorded).map((one) => {
    const { status, answer, sent } = one as { status: number; answer: string; sent: Json }
    const headers = { 'content-type': 'application/json' }
    const response = outgoingResponse({ status, headers, url: 'https://lemmy.test/inbox', body: Buffer.from(answer) })
    return `${sent.type}: ${explainRefusal({ action: 'post', ...readRefusal(response) }, 'lemmy.test')}`
  })
}

const BUDGET = { items: 100, pages: 10 }

/** A collection with its pages: the ids of its members, or of whole objects in it. */
async function members(recording: Recording, name: string) {
  const uri = addressOf(recording, name)
  const served = servedDocuments(recording).set(uri, readDocument(recording, name))
  const fetch = async (id: string): Promise<DocumentAnswer> => {
    const json = served.get(id)
    return json ? { kind: 'document', id, json } : { kind: 'missing', status: 404 }
  }
  const read = await readCollection(fetch, uri, BUDGET)
  if (read.kind !== 'collection') return { problem: read.kind }
  const { items, totalItems, complete } = read
  return { items: items.map((item) => (isObject(item) ? item.id : item)), totalItems, complete }
}
