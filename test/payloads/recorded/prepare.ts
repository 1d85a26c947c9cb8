/** What happened before a recorded document arrives: who followed whom, what we wrote, and what came earlier. */
import assert from 'node:assert/strict'
import { isObject, readId } from '../../../src/activitypub/read.ts'
import { isActorType } from '../../../src/activitypub/vocabulary.ts'
import type { Json } from '../../world/peer.ts'
import type { Person } from '../../world/person.ts'
import type { Expectation } from './expectation.ts'
import { isActivity, readDocument, routeFor } from './recording.ts'
import type { Stage } from './stage.ts'

export async function prepare(stage: Stage, name: string): Promise<void> {
  const expected = stage.expectation(name)
  const document = stage.document(name)
  const sender = senderOf(document, expected)
  const isDelivered = routeFor(stage.recording, name) === 'delivery'
  if (sender !== undefined) {
    const inner = unwrap(document)
    if (readId(inner.object) === sender) await stage.origin.serveActor(await earlierProfile(stage, sender, inner))
    await meet(stage, sender, name, expected.follow ?? (isDelivered ? 'accepted' : 'none'))
  }
  for (const earlier of expected.after ?? []) await arriveEarlier(stage, earlier, name)
  if (expected.later !== undefined) await stage.world.pass(expected.later)
  await stage.writeOwn(name)
}

/** @param name of the document that it precedes */
async function arriveEarlier(stage: Stage, earlier: string, name: string): Promise<void> {
  if (earlier === '#seen') return look(stage, innermost(stage.document(name)))
  if (earlier === '#joined') return meet(stage, joinedBefore(stage.document(name)), name, 'accepted')
  const missing = NOT_RECORDED[earlier]
  if (missing) {
    await stage.writeOwn(name)
    return send(stage, missing(stage.document(name)))
  }
  for (const even of stage.expectation(earlier).after ?? []) await arriveEarlier(stage, even, earlier)
  await stage.writeOwn(earlier)
  await deliver(stage, earlier)
}

const NOT_RECORDED: Record<string, (document: Json) => Json> = {
  '#undone': ({ object }) => object as Json,
  // In an Undo NodeBB writes its own numbers instead of the ids of posts and authors.
  '#announce': ({ object }) => {
    const { cc, ...announce } = object as Json
    return { ...announce, object: String(announce.id).split('#', 1)[0] }
  },
  '#like': (document) => {
    const { id, ...dislike } = unwrap(document)
    const like = { ...dislike, id: `${id}-before`, type: 'Like' }
    return document.type === 'Announce' ? { ...document, id: `${document.id}-before`, object: like } : like
  },
  '#create': ({ object, actor }) => {
    const { summary, tag, updated, attachment, ...earlier } = object as Json
    const note = { ...earlier, content: '<p>an earlier version</p>' }
    return { id: `${earlier.id}#create`, type: 'Create', actor, to: earlier.to, cc: earlier.cc, object: note }
  },
}

async function look(stage: Stage, uri: string): Promise<void> {
  await stage.reader.search(uri)
  await stage.world.settle()
}

/** The id of what an activity is about in the end, such as the post whose Delete is undone. */
function innermost({ object }: Json): string {
  return isObject(object) && isActivity(object) ? innermost(object) : String(readId(object))
}

/** The community that an activity is about, such as the one from which it bans somebody. */
function joinedBefore(document: Json): string {
  return readId(document.target) ?? innermost(document)
}

export function deliver(stage: Stage, name: string): Promise<void> {
  return send(stage, stage.document(name), stage.expectation(name))
}

async function send(stage: Stage, document: Json, expected: Expectation = {}): Promise<void> {
  const id = senderOf(document, expected)
  assert.ok(id, `${document.id} names no actor`)
  const actor = await stage.origin.actor(id)
  const { type, object } = unwrap(document)
  const profile = type === 'Update' ? (object as Json) : stage.origin.served(id)
  if (readId(object) === id && profile) await stage.origin.serveActor(profile)
  await serveCarried(stage, document)
  const keyId = readId(actor.document.publicKey) ?? actor.keyId
  const { status, text } = await actor.post(stage.server, document, { keyId })
  assert.equal(status, expected.answer ?? 202, text())
  await stage.world.settle()
}

/** What a community announces: another activity, or the Announce itself. */
function unwrap(document: Json): Json {
  const { type, object } = document
  return type === 'Announce' && isObject(object) && isActivity(object) ? object : document
}

/** What a community announces is what its origin serves then, unless it is deleted, and so is a community. */
async function serveCarried(stage: Stage, document: Json): Promise<void> {
  const { type, object } = unwrap(document)
  const id = String(readId(object))
  const about = stage.origin.served(innermost(document))
  if (document.type !== 'Announce' && about?.type !== 'Group') return
  if (type === 'Delete') await stage.origin.serve(id, { id, type: 'Tombstone' })
  if (type === 'Undo' && about) await stage.origin.serve(innermost(document), about)
  if (isObject(object) && object.attributedTo !== undefined) await stage.origin.serve(id, object)
}

/** The profile before an Update that says everything about it, or before a Move or Delete. */
async function earlierProfile(stage: Stage, id: string, { type, object }: Json): Promise<Json> {
  const actor = await stage.origin.actor(id)
  const profile = object as Json
  if (type === 'Update') actor.changes = { id, type: profile.type, preferredUsername: profile.preferredUsername }
  return { ...actor.document, movedTo: undefined }
}

/** The actor of an activity or the author of an object; undefined for an actor. */
function senderOf(document: Json, { sender }: Expectation): string | undefined {
  if (sender !== undefined || isActorType([String(document.type)])) return sender
  return readId(isActivity(document) ? document.actor : document.attributedTo)
}

async function meet(stage: Stage, id: string, name: string, follow: Expectation['follow']): Promise<void> {
  if (follow === 'unknown') return
  const actor = await stage.origin.actor(id)
  const follower = followerIn(stage, name)
  await follower.search(id)
  if (follow === 'none') return
  await follower.follow(await follower.findAccount(id))
  await stage.world.settle()
  const sent = actor.peer.receivedOf('Follow').at(-1) as Json
  const named = followIn(readDocument(stage.recording, name))
  if (named && isOurs(stage, named)) stage.addresses.learn(String(named.id), String(sent.id))
  if (follow === 'requested') return
  await actor.send(stage.server, actor.accept(sent), { keyId: readId(actor.document.publicKey) })
  await stage.world.settle()
}

/** Misskey names a Follow that it cannot find by an id of its own. */
function isOurs({ recording }: Stage, { id }: Json): boolean {
  return new URL(String(id)).host === recording.host
}

/** Our follower, if an answer to a Follow names one, or the reader. */
function followerIn(stage: Stage, name: string): Person {
  const follower = stage.recording.people[String(readId(followIn(readDocument(stage.recording, name))?.actor))]
  return (follower !== undefined && stage.people.get(follower)) || stage.reader
}

/** The Follow that an activity answers. */
function followIn({ object }: Json): Json | undefined {
  return isObject(object) && object.type === 'Follow' ? object : undefined
}
