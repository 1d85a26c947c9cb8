/** Whether a handle that is in use goes to another actor, whom WebFinger names for it now (C17, R-38). */
import assert from 'node:assert/strict'
import { jsonResponse, type Served } from '../world/peer.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import { hostile } from './scene.ts'

type Answer = (owner: PeerActor, other: PeerActor) => Served

const redirect =
  (location: string): Served =>
  () =>
    new Response(null, { status: 302, headers: { location } })
const text =
  (body: string, type: string): Served =>
  () =>
    new Response(body, { headers: { 'content-type': type } })
const changed =
  (owner: PeerActor, changes: object): Served =>
  () =>
    jsonResponse({ ...owner.document, ...changes })

/** What the address of the owner answers that says nothing about whether the owner still exists. */
const KEEPS: Record<string, Answer> = {
  ...Object.fromEntries([400, 401, 403, 406, 429, 500, 503].map((status) => [`status${status}`, () => status])),
  itself: (owner) => redirect(owner.id),
  inward: () => redirect('https://10.0.0.1/'),
  page: () => text('<html>', 'text/html'),
  broken: () => text('{', 'application/activity+json'),
  list: () => text('[]', 'application/activity+json'),
  community: (owner) => changed(owner, { type: 'Group' }),
  nameless: (owner) => changed(owner, { preferredUsername: undefined }),
  idless: (owner) => changed(owner, { id: undefined }),
  note: (owner) => changed(owner, { type: 'Note' }),
}

/** What says that the owner is not there any longer. */
const RELEASES: Record<string, Answer> = {
  missing: () => 404,
  gone: () => 410,
  tombstone: (owner) => ({ id: owner.id, type: 'Tombstone' }),
  renamed: (owner) => changed(owner, { preferredUsername: 'other' }),
  moved: (_, other) => redirect(other.id),
  replaced: (_, other) => () => jsonResponse(other.document),
}

hostile('a handle in use stays with its owner, unless the address of the owner says otherwise', async (scene) => {
  const { world, ana, peer } = scene
  const holderAfter = async (name: string, answer: Answer) => {
    const owner = await peer.actor(name)
    await ana.findAccount(owner.handle)
    const claimant = await peer.actor(`${name}2`, { preferredUsername: name })
    peer.serve(owner.id, answer(owner, claimant))
    peer.pointHandle(name, claimant)
    await world.clock.advance('10m')
    await ana.search(claimant.id)
    await world.settle()
    const { uri } = await ana.call('GET', `/api/v1/accounts/lookup?acct=${owner.handle}`)
    return uri === owner.id ? 'owner' : uri === claimant.id ? 'claimant' : uri
  }
  for (const [name, answer] of Object.entries(KEEPS)) assert.equal(await holderAfter(name, answer), 'owner', name)
  for (const [name, answer] of Object.entries(RELEASES)) assert.equal(await holderAfter(name, answer), 'claimant', name)
})
