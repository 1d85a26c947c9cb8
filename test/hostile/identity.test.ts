/** Who may send which statement, and who is who (cases 31 to 37 and 41 to 47). */
import assert from 'node:assert/strict'
import { findAccountByUri } from '../../src/core/accounts/find.ts'
import { findStatusByUri } from '../../src/core/statuses/find.ts'
import { MINUTE, SECOND } from '../../src/lib/durations.ts'
import { type Json, jsonResponse } from '../world/peer.ts'
import { type PeerActor, PUBLIC } from '../world/peer-actor.ts'
import { textOf } from '../world/person.ts'
import { cpuTime, hostile, type Scene } from './scene.ts'

const LD_TYPE = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'

hostile('a post of another host is fetched from there, or ignored (cases 31, 36)', async (scene) => {
  const { world, ana, bo, lagoon, send, changesNothing } = scene
  const cy = await (await world.peer('misskey.test')).actor('cy')
  await ana.follow(cy.handle)
  await world.settle()
  await cy.send(lagoon, cy.accept(cy.peer.receivedOf('Follow')[0] as Json))
  const invented = { ...cy.note('never written'), id: `${cy.id}/statuses/none` }
  cy.peer.forget(invented.id)
  await world.settle()
  await changesNothing(
    bo,
    { ...bo.create(invented), id: bo.mint('creates') },
    bo.announce(invented.id, { object: invented }),
  )
  const note = cy.note('the truth')
  await send({ ...bo.create({ ...note, content: 'a lie' }), id: bo.mint('creates') })
  assert.equal(textOf(await ana.find(note.id)), 'the truth')
  const boosted = cy.note('the whole truth')
  await send(bo.announce(boosted.id, { object: { ...boosted, content: 'a lie', to: [PUBLIC] } }))
  assert.equal(textOf(await ana.find(boosted.id)), 'the whole truth')
  const wrapped = cy.note('wrapped')
  await send(bo.announce(wrapped.id, { object: cy.create({ ...wrapped, content: 'a lie' }) }))
  const copy = await findStatusByUri(lagoon.app, wrapped.id)
  assert.ok(copy === undefined || copy.content === '<p>wrapped</p>')
})

hostile('a post attributed to others than its sender is ignored (case 32)', async (scene) => {
  const { bo, mallory, peer, changesNothing } = scene
  const cy = await peer.actor('cy')
  const authors: unknown[] = [cy.id, mallory.id, [cy.id, `${cy.id}/channel`], { id: cy.id }]
  authors.push([bo.id, mallory.id], [mallory.id, bo.id], [{ type: 'Person', id: mallory.id }, bo.id])
  authors.push(5, [5], {}, 'bo', `${bo.id}#x`, `${bo.id}/`, bo.id.toUpperCase())
  for (const attributedTo of authors) {
    const note = bo.note('not mine', { attributedTo })
    await changesNothing(bo, bo.create(note))
  }
})

hostile('a post without an author, or with its sender among several, is the sender’s (case 32)', async (scene) => {
  const { ana, bo, peer, send } = scene
  const cy = await peer.actor('cy')
  const authors = [undefined, null, [], [bo.id, cy.id], [cy.id, bo.id], [{ type: 'Person', id: cy.id }, bo.id]]
  for (const attributedTo of authors) {
    const note = bo.note('mine', { attributedTo })
    await send(bo.create(note))
    const [shown] = await ana.home()
    assert.deepEqual([shown?.uri, shown?.account.acct], [note.id, bo.handle], JSON.stringify(attributedTo))
  }
})

hostile(
  'nobody can widen the audience of a known post (case 33)',
  async ({ bo, mallory, peer, lagoon, send, changesNothing }) => {
    const cy = await peer.actor('cy')
    await lagoon.app.remote.account(cy.handle)
    const note = bo.note('for followers', { to: [bo.followers], cc: [] })
    await send(bo.create(note))
    peer.serve(note.id, 404)
    const wide = { to: [PUBLIC], cc: [cy.followers] }
    await changesNothing(
      cy,
      { ...cy.create(note, wide), id: cy.mint('creates') },
      cy.create({ ...note, ...wide, attributedTo: cy.id }, { id: cy.mint('creates') }),
    )
    await changesNothing(mallory, { ...mallory.create({ ...note, ...wide }), id: mallory.mint('creates') })
    await changesNothing(bo, bo.create({ ...note, ...wide }, { id: bo.mint('creates') }))
    assert.equal((await findStatusByUri(lagoon.app, note.id))?.visibility, 'followers')
  },
)

hostile('only the author can change a post, and only the owner a profile (case 34)', async (scene) => {
  const { world, ana, bo, mallory, peer, lagoon, send, changesNothing } = scene
  const cy = await peer.actor('cy')
  await lagoon.app.remote.account(cy.handle)
  const [note, post] = [bo.note('mine'), await ana.post('my own')]
  await send(bo.create(note))
  const updated = world.clock.iso(MINUTE)
  const changed = { ...note, content: 'changed', updated }
  const ours = { ...note, id: post.uri, attributedTo: ana.uri, updated }
  for (const other of [cy, mallory]) {
    const id = () => other.mint('updates')
    await changesNothing(
      other,
      other.update(changed, { id: id() }),
      other.update({ ...changed, attributedTo: other.id }, { id: id() }),
    )
    await changesNothing(other, other.update(ours), other.update({ ...ours, attributedTo: other.id }))
    await changesNothing(
      other,
      other.update({ ...bo.document, name: 'Not Bo', updated }),
      other.update({ ...other.document, id: ana.uri, updated }),
    )
  }
  await changesNothing(
    bo,
    bo.update(ours),
    bo.update({ ...bo.document, id: ana.uri, updated }),
    bo.update({ id: `${lagoon.origin}/actor`, type: 'Application' }),
  )
})

hostile('only the author can delete a post, and only the owner an account (case 35)', async (scene) => {
  const { ana, bo, mallory, peer, lagoon, send, changesNothing } = scene
  const cy = await peer.actor('cy')
  await lagoon.app.remote.account(cy.handle)
  const [note, post] = [bo.note('mine'), await ana.post('my own')]
  await send(bo.create(note))
  for (const other of [cy, mallory]) {
    for (const uri of [note.id, post.uri, bo.id, ana.uri, `${lagoon.origin}/actor`])
      await changesNothing(
        other,
        other.delete(uri, { id: other.mint('deletes') }),
        other.delete(uri, { id: other.mint('deletes'), object: { id: uri } }),
      )
  }
  await changesNothing(
    bo,
    bo.delete(post.uri, { id: bo.mint('deletes') }),
    bo.delete(ana.uri, { id: bo.mint('deletes') }),
  )
  assert.equal((await findAccountByUri(lagoon.app, bo.id))?.deleted_at, null)
})

hostile(
  'an actor cannot undo what another actor did (case 37)',
  async ({ ana, bo, mallory, peer, lagoon, send, changesNothing }) => {
    const cy = await peer.actor('cy')
    await lagoon.app.remote.account(cy.handle)
    const post = await ana.post('a post')
    const interactions = [bo.like(post.uri), bo.announce(post.uri), bo.follow(ana.uri)]
    await send(...interactions)
    for (const other of [cy, mallory]) {
      for (const interaction of interactions) {
        const id = () => other.mint('undos')
        await changesNothing(
          other,
          other.undo(interaction),
          other.undo(interaction, { object: interaction.id, id: id() }),
        )
        await changesNothing(
          other,
          other.undo({ ...interaction, actor: other.id }, { id: id() }),
          other.undo({ ...interaction, actor: [other.id, bo.id] }, { id: id() }),
        )
        await changesNothing(
          other,
          other.undo({ ...interaction, actor: undefined }, { id: id() }),
          other.undo({ id: interaction.id }, { id: id() }),
        )
      }
    }
    const block = bo.block(ana.uri)
    await send(block)
    await changesNothing(mallory, mallory.undo(block), mallory.undo(block, { object: block.id }))
    assert.equal((await ana.relationship(bo.handle)).blocked_by, true)
  },
)

/**
 * Searches as a client does.
 * @returns whether anything was found
 */
async function finds({ ana }: Scene, query: string): Promise<boolean> {
  const answer = await ana.api('GET', `/api/v2/search?${new URLSearchParams({ q: query, resolve: 'true' })}`)
  assert.ok(answer.status < 500, `${query} → ${answer.status}`)
  return answer.body.accounts?.length > 0 || answer.body.statuses?.length > 0
}

hostile('an actor must be served at its id, and its handle confirmed by its host (case 41)', async (scene) => {
  const { bo, mallory, peer } = scene
  const evil = mallory.peer
  evil.serve('/users/copy', { ...bo.document, inbox: `${evil.origin}/inbox` })
  await finds(scene, `${evil.origin}/users/copy`)
  const row = await findAccountByUri(scene.lagoon.app, bo.id)
  assert.equal(row?.inbox_url, `${bo.id}/inbox`, 'it was fetched from its origin instead')
  evil.serve('/users/here', { ...mallory.document, id: `${evil.origin}/users/there` })
  assert.equal(await finds(scene, `${evil.origin}/users/here`), false, 'no actor is served at its id')
  // Another actor claims the name of a known one, but WebFinger for that name points to the known one.
  const twin = await evil.actor('twin', { preferredUsername: 'mallory' })
  evil.pointHandle('twin', mallory)
  assert.equal(await finds(scene, twin.id), false)
  const claims = await evil.actor('claims', { preferredUsername: 'bo', webfinger: bo.handle })
  await finds(scene, claims.id)
  const claimed = await findAccountByUri(scene.lagoon.app, claims.id)
  assert.notEqual(claimed?.domain, peer.host, 'the webfinger property proves nothing')
  assert.equal(claimed?.acct_key ?? null, null)
  // A handle on a foreign host that points to a local or a third server's actor.
  evil.pointHandle('pretender', bo)
  assert.equal(await finds(scene, '@pretender@evil.test'), false)
  evil.pointHandle('local', { id: scene.ana.uri, document: { preferredUsername: 'ana' } } as unknown as PeerActor)
  assert.equal(await finds(scene, '@local@evil.test'), false)
  const { acct } = await scene.ana.findAccount(bo.handle)
  assert.equal(acct, `bo@${peer.host}`)
})

hostile('an actor document uploaded as a file is not accepted (case 42)', async (scene) => {
  const { bo, lagoon, peer } = scene
  const forged: Json = {
    ...bo.document,
    id: `${peer.origin}/media/1`,
    preferredUsername: 'media',
    inbox: 'https://evil.test/inbox',
  }
  const types = [
    'image/jpeg',
    'text/plain',
    'text/html',
    'application/octet-stream',
    'application/json',
    'application/ld+json',
  ]
  types.push('application/ld+json; profile="https://evil.test/"', 'text/activity+json', 'image/svg+xml', '')
  for (const type of types) {
    peer.serve('/media/1', () => jsonResponse(forged, type))
    assert.equal(await finds(scene, `${peer.origin}/media/1`), false, type)
    assert.equal(await findAccountByUri(lagoon.app, `${peer.origin}/media/1`), undefined, type)
  }
  // With the right type it may be an actor, but it can have no handle on that host (case 41).
  peer.serve('/media/1', () => jsonResponse({ ...forged, preferredUsername: 'bo' }, LD_TYPE))
  assert.equal(await finds(scene, `${peer.origin}/media/1`), false, 'the name of another actor there')
  peer.serve('/media/1', () => jsonResponse(forged, LD_TYPE))
  await finds(scene, `${peer.origin}/media/1`)
  const kept = await findAccountByUri(lagoon.app, `${peer.origin}/media/1`)
  assert.equal(kept?.acct_key, null)
  const shown = await scene.ana.call('GET', `/api/v1/accounts/${kept?.id}`)
  assert.equal(shown.acct, `${peer.origin}/media/1`, 'it is shown by its id (C17)')
  assert.equal(await finds(scene, `@media@${peer.host}`), false, 'WebFinger does not know this name')
  const row = await findAccountByUri(lagoon.app, bo.id)
  assert.equal(row?.inbox_url, `${bo.id}/inbox`)
})

hostile('inboxes on forbidden or foreign addresses do no harm (case 43)', async (scene) => {
  const { world, ana, mallory, lagoon } = scene
  const places = [
    'https://127.0.0.1/inbox',
    'https://[::1]/inbox',
    'https://10.0.0.1/x',
    `${lagoon.origin}/inbox`,
    `${lagoon.origin}/ap/users/1/inbox`,
  ]
  places.push('https://LAGOON.test:443/inbox', 'https://lagoon.test./inbox', 'https://mastodon.test/inbox')
  for (const [n, inbox] of places.entries()) {
    const actor = await mallory.peer.actor(`place${n}`, { inbox, endpoints: { sharedInbox: inbox } })
    await actor.send(lagoon, actor.follow(ana.uri))
    await world.settle()
  }
  await ana.post('to all of them')
  await world.settle()
  assert.deepEqual(
    world.tape.find({ from: 'lagoon.test', to: 'lagoon.test' }),
    [],
    'a server never sends requests to itself',
  )
  assert.ok(world.tape.find({ to: 'mastodon.test', activity: 'Create(Note)' }).length <= 1, 'one delivery per address')
  for (const inbox of [
    'javascript:alert(1)',
    'data:,x',
    'https://a@b.test/',
    'x',
    '',
    null,
    5,
    undefined,
    { href: 'https://evil.test/i' },
  ]) {
    const actor = await mallory.peer.actor('nowhere', { inbox })
    assert.equal((await actor.post(lagoon, actor.follow(ana.uri))).status, 401, String(inbox))
    await world.clock.advance('2m')
  }
})

hostile('shared, swapped and constantly changing keys prove nothing (case 44)', async (scene) => {
  const { world, ana, bo, mallory, lagoon, peer } = scene
  const thief = await peer.actor('thief')
  thief.changes = { publicKey: { id: bo.keyId, owner: thief.id, publicKeyPem: thief.keys.publicPem } }
  const as = Object.create(thief, { keyId: { value: bo.keyId } }) as PeerActor
  assert.equal((await thief.post(lagoon, thief.follow(ana.uri), { as })).status, 401)
  assert.equal((await thief.post(lagoon, bo.follow(ana.uri), { as })).status, 401)
  assert.equal((await bo.post(lagoon, bo.follow(ana.uri))).status, 202, 'the key still belongs to bo')
  const pool = [mallory.keys, bo.keys]
  const before = mallory.peer.requests.length
  for (let minute = 0; minute < 10; minute++) {
    mallory.keys = pool[minute % 2] as typeof bo.keys
    for (let times = 0; times < 5; times++) {
      const { status } = await mallory.post(lagoon, mallory.like(`${ana.uri}/x${minute}${times}`))
      assert.ok([202, 401].includes(status), `${status}`)
      await world.clock.advance('2s')
    }
    await world.clock.advance('50s')
  }
  assert.ok(
    mallory.peer.requests.length - before <= 22,
    `${mallory.peer.requests.length - before} fetches in ten minutes`,
  )
})

hostile('ids that claim to be local are ignored (case 45)', async ({ ana, bo, lagoon, peer, changesNothing }) => {
  const post = await ana.post('my own')
  const ids = [
    `${lagoon.origin}/ap/statuses/999`,
    `${lagoon.origin}/users/a/statuses/999`,
    post.uri,
    `${post.uri}/activity`,
    lagoon.origin,
  ]
  ids.push(
    `${lagoon.origin}/ap/users/999`,
    `${lagoon.origin}?x`,
    `${lagoon.origin}:443/ap/statuses/5`,
    'https://LAGOON.test./ap/statuses/5',
  )
  for (const id of ids) {
    const note = { ...bo.note('x'), id }
    await changesNothing(
      bo,
      bo.create(note, { id: bo.mint('creates') }),
      bo.create({ ...note, attributedTo: ana.uri }, { id: bo.mint('creates') }),
    )
    await changesNothing(bo, bo.update(note), bo.like(id, { id }), bo.follow(ana.uri, { id }))
    const served = bo.note('y')
    peer.serve(served.id, note)
    await changesNothing(bo, bo.create(served, { object: served.id }))
  }
})

hostile('names that imitate other names are rejected (case 46)', async (scene) => {
  const { ana, mallory, lagoon, world } = scene
  const names: unknown[] = [
    'аna',
    'ana\u202e',
    '\u202eana',
    'a\u200bna',
    'x'.repeat(2048),
    'x'.repeat(2049),
    '..',
    '.',
    '.ana',
    'ana.',
    '-ana',
  ]
  names.push(
    'a/b',
    '../admin',
    'a@lagoon.test',
    'ana@lagoon.test',
    '<b>x</b>',
    'a b',
    'a\nb',
    'ａｎａ',
    '',
    ' ',
    5,
    null,
    ['<b>'],
    { a: 1 },
    'a%2fb',
    "a'b",
    'anɑ',
    'é\u200b',
    'асе',
    'Ꭺna',
    'e\u0332',
    '\u3164',
  )
  for (const [n, preferredUsername] of names.entries()) {
    for (const webfinger of [undefined, `odd${n}@evil.test`]) {
      const actor = await mallory.peer.actor(`odd${n}`, { preferredUsername, webfinger })
      await world.clock.advance('2m')
      const { status } = await actor.post(lagoon, actor.follow(ana.uri))
      assert.equal(status, 401, JSON.stringify(preferredUsername))
      assert.equal(await findAccountByUri(lagoon.app, actor.id), undefined, JSON.stringify(preferredUsername))
      mallory.peer.serve('/.well-known/webfinger', 404)
    }
  }
  // The same name on another host is fine, because the host is part of the handle.
  const admin = await mallory.peer.actor('admin', { name: 'ana \u202e@lagoon.test ✓', preferredUsername: 'admin' })
  await admin.send(lagoon, admin.follow(ana.uri))
  await world.settle()
  assert.equal((await ana.notifications())[0]?.account.acct, 'admin@evil.test')
})

hostile('without WebFinger, a name must be valid as well (case 46)', async ({ ana, mallory, lagoon }) => {
  const { peer } = mallory
  const answer = peer.answer.bind(peer)
  peer.answer = async (request) =>
    request.url.includes('webfinger') ? new Response(null, { status: 404 }) : answer(request)
  for (const [n, preferredUsername] of [
    'аna',
    '\u202eana',
    '../admin',
    '<b>',
    'x'.repeat(2048),
    'a@lagoon.test',
  ].entries()) {
    const actor = await peer.actor(`silent${n}`, { preferredUsername, webfinger: `silent${n}@evil.test` })
    assert.equal((await actor.post(lagoon, actor.follow(ana.uri))).status, 401, preferredUsername)
    assert.equal(await findAccountByUri(lagoon.app, actor.id), undefined, preferredUsername)
  }
})

hostile('excessive lists in a profile are cut (case 47)', async ({ world, ana, bo, lagoon }) => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => `https://x.test/${n}`)
  const updated = world.clock.iso(SECOND)
  const field = (_: unknown, n: number) => ({ type: 'PropertyValue', name: `n${n}`, value: 'v' })
  bo.changes = {
    updated,
    alsoKnownAs: many(10_000),
    attributionDomains: many(5000),
    movedTo: many(100),
    attachment: Array.from({ length: 1000 }, field),
    name: 'n'.repeat(10_000),
    summary: `<p>${'s'.repeat(100_000)}</p>`,
  }
  const spent = await cpuTime(async () => {
    assert.equal((await bo.post(lagoon, bo.update(bo.document))).status, 202)
    await world.settle()
  })
  assert.ok(spent < 2500, `${spent} ms`)
  const row = await findAccountByUri(lagoon.app, bo.id)
  assert.equal(row?.display_name.length, 500)
  assert.ok((row?.also_known_as.length ?? 0) <= 256)
  assert.ok((row?.fields.length ?? 0) <= 50)
  assert.ok((row?.note.length ?? 0) <= 20_100)
  assert.equal(row?.moved_to_uri, null)
  assert.equal((await ana.findAccount(bo.handle)).acct, bo.handle)
})
