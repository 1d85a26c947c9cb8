/**
 * Passes each payload through its parser, and through the inbox of a server, and checks what a user of that server
 * sees.
 */
import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { test } from 'node:test'
import { isObject } from '../../src/activitypub/read.ts'
import { NOTE_LIKE_TYPES } from '../../src/activitypub/vocabulary.ts'
import { Declined } from '../../src/core/errors.ts'
import { parseNote } from '../../src/federation/objects/parse-note.ts'
import { parsePerson } from '../../src/federation/objects/parse-person.ts'
import type { Json, Peer } from '../world/peer.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import type { Person } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import type { TestServer } from '../world/test-server.ts'
import { loadPayloads, type Payload, softwareOf } from './payload.ts'
import { recordedSoftware } from './recorded/recording.ts'

const payloads = loadPayloads()

interface Scene {
  lagoon: TestServer
  peer: Peer
  ana: Person
  /** The post of ana that reactions are about. */
  post: string
}

test('there are payloads of at least 18 programs', () => {
  assert.ok(new Set([...payloads.map(softwareOf), ...recordedSoftware()]).size >= 18)
})

test('every recording is played', () => {
  const played = globSync('recorded/*.test.ts', { cwd: import.meta.dirname })
  assert.deepEqual(
    played.toSorted(),
    recordedSoftware()
      .map((name) => `recorded/${name}.test.ts`)
      .toSorted(),
  )
})

for (const payload of payloads) {
  test(`parse ${payload.name}`, () => parses(payload))
  scenario(`${payload.name}: ${payload.why ?? 'an actor'}`, async (world) => {
    const { host } = new URL(payload.activity?.actor ?? String(payload.actor?.id))
    const lagoon = await world.server('lagoon.test')
    const ana = await lagoon.user('ana')
    const { uri: post } = await ana.post('here I am')
    const scene = { lagoon, peer: await world.peer(host), ana, post }
    const filled = fill(payload, scene)
    const actor = await sender(scene, filled)
    assert.ok((await ana.findAccount(actor.handle)).id)
    const account = await withOrigins(lagoon, await ana.findAccount(actor.handle))
    if (filled.actor) assert.partialDeepStrictEqual(account, filled.shows as Json)
    if (!filled.activity) return
    await ana.follow(actor.handle)
    await world.settle()
    const { id: keyId = actor.keyId } = actor.document.publicKey as { id?: string }
    await actor.send(lagoon, actor.accept(scene.peer.receivedOf('Follow')[0] as Json), { keyId })
    await world.settle()
    await actor.send(lagoon, filled.activity, { keyId })
    await world.settle()
    await isShown(scene, filled)
  })
}

function parses({ actor, activity }: Payload): void {
  if (actor) assert.equal(parsePerson(actor).uri, actor.id)
  const object = activity?.object
  if (activity?.type !== 'Create' || !isObject(object)) return
  if (NOTE_LIKE_TYPES.has(String(object.type))) assert.equal(parseNote(object).uri, object.id)
  else assert.throws(() => parseNote(object), Declined)
}

function fill(payload: Payload, { ana, post }: Scene): Payload {
  return JSON.parse(JSON.stringify(payload).replaceAll('$ANA', ana.uri).replaceAll('$POST', post))
}

/** Adds every actor that the payload names to its server, with a document of the same software or a default one. */
async function sender({ peer }: Scene, payload: Payload): Promise<PeerActor> {
  const id = payload.activity?.actor ?? String(payload.actor?.id)
  const files = payloads.filter(({ actor, name }) => actor && name.startsWith(`${softwareOf(payload)}/`))
  const own = files.find(({ actor }) => actor?.id === id)
  const actor = await join(peer, id, own?.actor ?? payload.sender)
  if (own?.actor) peer.serve(id, withKey(own.actor, actor))
  for (const [url, document] of Object.entries({ ...own?.served, ...payload.served })) {
    peer.serve(url, withKey(document, actor))
    if (typeof document.attributedTo === 'string') await join(peer, document.attributedTo)
  }
  return actor
}

async function join(peer: Peer, id: string, document: Json = {}): Promise<PeerActor> {
  const name = document.preferredUsername ?? new URL(id).pathname.split('/').at(-1)?.replace('@', '')
  const actor = await peer.actor(String(name), { id })
  actor.changes = withKey({ id, ...document }, actor)
  return actor
}

function withKey(document: Json, { keys }: PeerActor): Json {
  if (!isObject(document.publicKey)) return document
  return { ...document, publicKey: { ...document.publicKey, publicKeyPem: keys.publicPem } }
}

async function isShown({ lagoon, ana }: Scene, { activity, about, shows }: Payload): Promise<void> {
  const object = activity?.object
  const uri = about ?? (isObject(object) ? String(object.id) : object)
  const rows = await lagoon.app.db.selectFrom('statuses').select(['id', 'uri']).execute()
  const row = rows.find((one) => one.uri === uri)
  if (shows === null) return assert.equal(row, undefined)
  assert.ok(row, `${uri} is missing, but there are ${rows.map((one) => one.uri).join()}`)
  const status = await withOrigins(lagoon, await ana.call('GET', `/api/v1/statuses/${row.id}`))
  const { media_attachments = [], ...others } = shows
  assert.partialDeepStrictEqual(status, others)
  assert.deepEqual((status.media_attachments as Json[]).map(asSent), media_attachments)
  const home = await ana.home()
  assert.equal(
    home.some(({ id }) => id === status.id),
    activity?.type !== 'Announce',
  )
}

/** The same with the addresses at their origin for our own of pictures, each of which must be registered. */
async function withOrigins<T>({ app }: TestServer, shown: T): Promise<T> {
  const rows = await app.db.selectFrom('media').select(['key', 'remote_url']).execute()
  const urls = new Map(rows.map(({ key, remote_url }) => [key, remote_url]))
  const text = JSON.stringify(shown).replace(
    /https:\/\/lagoon\.test\/media\/([^/"]+)\/[^"]+/g,
    (address, key: string) => urls.get(key) ?? `${address} is not registered`,
  )
  return JSON.parse(text)
}

/** What an attachment shows of what its origin sent. */
function asSent({ type, remote_url, description, blurhash, meta }: Json): Json {
  return { type, remote_url, description, blurhash, meta }
}
