import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PeerActor } from '../../../test/world/peer-actor.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { createWorld, type World } from '../../../test/world/world.ts'
import { findAccountByUri } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { follow } from '../../core/relationships/follow.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import { createUser } from '../../core/users/create.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Visibility } from '../../db/tables/visibility.ts'

interface Scene {
  world: World
  app: App
  origin: string
  ana: Account
  /** An actor on another server that Ana follows. */
  bo: PeerActor
  /** Sends activities as Bo, each of which must be answered with 202, and runs all jobs. */
  receive(...activities: Record<string, unknown>[]): Promise<void>
  /** Stores a post by Ana. */
  post(visibility?: Visibility): Promise<Status>
  known(note: { id: string }): Promise<Status | undefined>
  count(
    table: 'statuses' | 'favourites' | 'follows' | 'follow_requests' | 'blocks' | 'pins' | 'tombstones',
  ): Promise<number>
}

async function scene(story: (scene: Scene) => Promise<void>): Promise<void> {
  await using world = await createWorld()
  const { app, origin } = await world.server('lagoon.test')
  const { account: ana } = await createUser(app, { username: 'ana', approved: true })
  const bo = await (await world.peer('reef.test')).actor('bo')
  const receive: Scene['receive'] = async (...activities) => {
    for (const activity of activities) await bo.send({ origin }, activity)
    await world.settle()
  }
  await follow(app, ana, await app.remote.account(bo.handle))
  await world.settle()
  await receive(bo.accept(bo.peer.receivedOf('Follow')[0] as Record<string, unknown>))
  const post: Scene['post'] = (visibility = 'public') =>
    statusBy(app, ana, { content: '<p>hello</p>', language: null, visibility })
  const count: Scene['count'] = async (table) => (await app.db.selectFrom(table).selectAll().execute()).length
  await story({ world, app, origin, ana, bo, receive, post, count, known: ({ id }) => findStatusByUri(app, id) })
  const undone = await app.db.selectFrom('jobs').selectAll().where('dead_at', 'is not', null).execute()
  assert.deepEqual(undone, [], 'no job was parked')
}

test('an Accept of our Follow makes a follow (A-16), and posts of a followed account are stored (A-10)', () =>
  scene(async ({ bo, receive, known, count }) => {
    assert.equal(await count('follows'), 1)
    const note = bo.note('hello from the reef')
    await receive(bo.create(note))
    const status = await known(note)
    assert.equal(status?.content, '<p>hello from the reef</p>')
    assert.equal(status?.visibility, 'public')
  }))

test('a post that is not relevant to any local account is not stored (A-09)', () =>
  scene(async ({ world, bo, origin, known }) => {
    const cy = await (await world.peer('far.test')).actor('cy')
    const note = cy.note('buy')
    await cy.send({ origin }, cy.create(note))
    const reply = cy.note('aha', { inReplyTo: bo.note('unknown here').id })
    await cy.send({ origin }, cy.create(reply))
    await world.settle()
    assert.equal(await known(note), undefined)
    assert.equal(await known(reply), undefined)
  }))

test('a post that mentions a local account is stored; an unaddressed mention notifies nobody (A-09, A-42)', () =>
  scene(async ({ world, app, ana, origin, known }) => {
    const cy = await (await world.peer('far.test')).actor('cy')
    const tag = { type: 'Mention', href: ana.uri, name: '@ana@lagoon.test' }
    const loud = cy.note('psst', { tag, to: [ana.uri], cc: [] })
    const silent = cy.note('about her', { tag: [tag] })
    for (const note of [loud, silent]) await cy.send({ origin }, cy.create(note))
    await world.settle()
    assert.equal((await known(loud))?.visibility, 'direct')
    const rows = await app.db.selectFrom('mentions').select(['status_id', 'silent']).orderBy('status_id').execute()
    const silentId = (await known(silent))?.id
    assert.deepEqual(
      rows.map((row) => row.silent === (row.status_id === silentId)),
      [true, true],
    )
    const notifications = await app.db
      .selectFrom('notifications')
      .select('status_id')
      .where('type', '=', 'mention')
      .execute()
    assert.deepEqual(
      notifications.map((notification) => notification.status_id),
      [(await known(loud))?.id],
    )
  }))

test('the followers collection of another actor does not widen the audience (A-41, case 48)', () =>
  scene(async ({ bo, receive, known, ana }) => {
    const note = bo.note('?', { to: ['https://far.test/users/cy/followers'], cc: [ana.uri] })
    await receive(bo.create(note))
    assert.equal((await known(note))?.visibility, 'direct')
    const own = bo.note('!', { to: [bo.followers], cc: [] })
    await receive(bo.create(own))
    assert.equal((await known(own))?.visibility, 'followers')
  }))

test('embedded objects with a foreign id, a wrong author or a local id are not trusted (A-06, cases 31, 32, 45)', () =>
  scene(async ({ world, bo, receive, known, origin }) => {
    const evil = (changes: object) => bo.create({ ...bo.note('x'), ...changes }, { id: bo.mint('evil') })
    const foreign = 'https://far.test/users/cy/statuses/1'
    await receive(
      evil({ id: foreign }),
      evil({ id: `${bo.id}/s/1`, attributedTo: `${bo.peer.origin}/users/other` }),
      evil({ id: `${bo.id}/s/2`, attributedTo: [bo.id, 'https://far.test/users/other'] }),
      evil({ id: `${origin}/ap/statuses/999` }),
    )
    for (const id of [foreign, `${bo.id}/s/1`, `${bo.id}/s/2`, `${origin}/ap/statuses/999`])
      assert.equal(await known({ id }), undefined, id)
    await world.settle()
  }))

test('a known post sent by another actor keeps its audience (case 33, R-34)', () =>
  scene(async ({ world, bo, receive, known, origin }) => {
    const note = bo.note('for followers', { to: [bo.followers], cc: [] })
    await receive(bo.create(note))
    const cy = await bo.peer.actor('cy')
    await cy.send({ origin }, { ...cy.create(note), to: ['https://www.w3.org/ns/activitystreams#Public'] })
    await world.settle()
    assert.equal((await known(note))?.visibility, 'followers')
  }))

test('other types become a title, a text and a link; a poll vote is not stored (A-10, A-26)', () =>
  scene(async ({ bo, receive, known, post }) => {
    const page = bo.note('body', { type: 'Page', name: 'A <b>title</b> & more' })
    const poll = bo.note('which?', { type: 'Question', oneOf: [{ type: 'Note', name: 'this' }, { name: 'that' }] })
    const vote = bo.note('', { content: undefined, name: 'this', inReplyTo: (await post()).uri })
    await receive(bo.create(page), bo.create(poll), bo.create(vote))
    assert.match(
      (await known(page))?.content ?? '',
      /A &lt;b&gt;title&lt;.b&gt; &amp; more.*body.*href="https:\/\/reef\.test/,
    )
    assert.match((await known(poll))?.content ?? '', /<li>this<\/li><li>that<\/li>/)
    assert.equal(await known(vote), undefined)
  }))

test('a reply that arrives before its parent is attached to it, within a bounded depth (A-44, case 70)', () =>
  scene(async ({ bo, receive, known, count }) => {
    let parent: string | undefined
    let last = bo.note('deepest')
    for (let depth = 0; depth < 40; depth++) {
      parent = last.id
      last = bo.note(`reply ${depth}`, { inReplyTo: parent })
    }
    await receive(bo.create(last))
    const status = await known(last)
    assert.equal(status?.in_reply_to_uri, null)
    assert.equal(status?.in_reply_to_id, (await known({ id: parent as string }))?.id)
    assert.equal(await count('statuses'), 21)
  }))

test('interactions with a post that the sender cannot see have no effect (case 50)', () =>
  scene(async ({ bo, receive, known, post, ana }) => {
    const secret = await post('direct')
    const note = bo.note('I guessed it', {
      inReplyTo: secret.uri,
      to: [ana.uri],
      tag: { type: 'Mention', href: ana.uri },
    })
    await receive(bo.create(note), bo.like(secret.uri), bo.announce(secret.uri))
    assert.equal(await known(note), undefined)
  }))

test('a newer version is an edit, an older or equal one is not (A-11, C4)', () =>
  scene(async ({ world, bo, receive, known }) => {
    const note = bo.note('one')
    await receive(bo.create(note))
    await world.clock.advance('5 seconds')
    const two = bo.edited(note, 'two')
    await world.clock.advance('5 seconds')
    const three = bo.edited(note, 'three')
    await receive(bo.update(three), bo.update(two), bo.create(note))
    assert.equal((await known(note))?.content, '<p>three</p>')
    await receive(bo.update({ ...three, content: 'a forgery of the same second' }))
    assert.equal(
      (await known(note))?.content,
      '<p>three</p>',
      'fetched from its origin, which serves the third version (C5)',
    )
  }))

test('a change without `updated` is fetched from the origin (C5)', () =>
  scene(async ({ bo, receive, known }) => {
    const note = bo.note('one')
    await receive(bo.create(note))
    const changed = { ...note, content: '<p>silently changed</p>' }
    bo.peer.serve(note.id, changed)
    await receive(bo.update(changed))
    assert.equal((await known(note))?.content, '<p>silently changed</p>')
  }))

test('an Update cannot change the time of publication or the parent (C3)', () =>
  scene(async ({ world, bo, receive, known }) => {
    const note = bo.note('one', { inReplyTo: bo.note('parent').id })
    await receive(bo.create(note))
    await world.clock.advance('5 seconds')
    await receive(bo.update(bo.edited(note, 'two', { published: '2020-01-01T00:00:00Z' })))
    await receive(bo.update(bo.edited(note, 'two', { inReplyTo: `${bo.id}/statuses/other` })))
    assert.equal((await known(note))?.content, '<p>one</p>')
  }))

test('a version from the year 9999 does not block later edits (C6)', () =>
  scene(async ({ world, bo, receive, known }) => {
    const note = bo.note('one')
    await receive(bo.create(note))
    await receive(bo.update(bo.edited(note, 'far future', { updated: '9999-12-31T23:59:59Z' })))
    assert.equal((await known(note))?.content, '<p>far future</p>')
    await world.clock.advance('5 seconds')
    await receive(bo.update(bo.edited(note, 'now')))
    assert.equal((await known(note))?.content, '<p>now</p>')
  }))

test('an Update of an unknown post fetches and stores it (C10)', () =>
  scene(async ({ world, bo, receive, known }) => {
    const note = bo.note('lost')
    await world.clock.advance('48 hours')
    await receive(bo.update(bo.edited(note, 'found')))
    assert.equal((await known(note))?.content, '<p>found</p>')
  }))

test('a delivered Update cannot widen the audience (C16)', () =>
  scene(async ({ world, bo, receive, known }) => {
    const note = bo.note('x', { to: [bo.followers], cc: [] })
    await receive(bo.create(note))
    await world.clock.advance('5 seconds')
    await receive(bo.update(bo.edited(note, 'y', { to: ['as:Public'] })))
    assert.equal((await known(note))?.visibility, 'followers')
  }))

test('only the author can update or delete a post or profile, and no remote actor a local one (R-35, case 34)', () =>
  scene(async ({ world, bo, receive, known, origin, post, ana, app }) => {
    const note = bo.note('mine')
    await receive(bo.create(note))
    const cy = await bo.peer.actor('cy')
    const ours = await post()
    await world.clock.advance('5 seconds')
    const forged = [
      cy.update({ ...note, content: 'stolen', updated: '2030-01-01T00:00:00Z' }),
      cy.update({ ...note, attributedTo: cy.id, content: 'stolen', updated: '2030-01-01T00:00:00Z' }),
      cy.delete(note.id),
      cy.delete(bo.id),
      cy.delete(ours.uri),
      cy.update({ id: ours.uri, type: 'Note', attributedTo: cy.id, content: 'stolen' }),
      cy.update({ ...bo.document, name: 'stolen' }),
      cy.delete(ana.uri),
    ]
    for (const activity of forged) await cy.post({ origin }, activity)
    await world.settle()
    assert.equal((await known(note))?.content, '<p>mine</p>')
    assert.ok(await known({ id: ours.uri }))
    assert.equal((await findAccountByUri(app, bo.id))?.deleted_at, null)
    assert.notEqual((await findAccountByUri(app, bo.id))?.display_name, 'stolen')
  }))

test('a deletion is final, even if it arrives before the Create (C8, cases 57, 59)', () =>
  scene(async ({ bo, receive, known }) => {
    const early = bo.note('never seen')
    await receive(bo.delete(early.id), bo.create(early), bo.update(bo.edited(early, 'again')))
    assert.equal(await known(early), undefined)
    const late = bo.note('seen')
    await receive(bo.create(late))
    assert.ok(await known(late))
    await receive(bo.delete(late.id), bo.create(late, { id: `${late.id}/again` }))
    assert.equal(await known(late), undefined)
  }))

test('a Delete of an actor removes its posts and follows (A-14, C18)', () =>
  scene(async ({ app, bo, receive, known, count }) => {
    const note = bo.note('x')
    await receive(bo.create(note), bo.delete(bo.id))
    assert.equal(await known(note), undefined)
    assert.notEqual((await findAccountByUri(app, bo.id))?.deleted_at, null)
    assert.equal(await count('follows'), 0)
  }))

test('a profile Update with a version is stored; without one the profile is fetched (A-12, C5)', () =>
  scene(async ({ app, bo, receive }) => {
    await receive(bo.update({ ...bo.document, name: 'Bo', updated: '2026-06-01T00:00:00Z' }))
    bo.changes = { name: 'Bo of the reef' }
    await receive(bo.update({ ...bo.document, name: 'only said' }))
    assert.equal((await findAccountByUri(app, bo.id))?.display_name, 'Bo of the reef')
  }))

test('a stored post follows its author’s changes, even if no local account follows the author (C2)', () =>
  scene(async ({ world, bo, receive, known, origin }) => {
    const cy = await (await world.peer('far.test')).actor('cy')
    const note = cy.note('one')
    await receive(bo.announce(note.id))
    await world.clock.advance('5 seconds')
    await cy.send({ origin }, cy.update(cy.edited(note, 'two')))
    await world.settle()
    assert.equal((await known(note))?.content, '<p>two</p>')
    await cy.send({ origin }, cy.delete(note.id))
    await world.settle()
    assert.equal(await known(note), undefined)
  }))

test('a Follow can be repeated, undone and repeated again with the same id (A-15, C11)', () =>
  scene(async ({ world, bo, receive, ana, count }) => {
    const followRequest = bo.follow(ana.uri, { id: `${bo.peer.origin}/follows/bo/ana` })
    await receive(followRequest)
    assert.equal(bo.peer.receivedOf('Accept').length, 1)
    await world.clock.advance('1 minute')
    await receive(followRequest)
    assert.equal(bo.peer.receivedOf('Accept').length, 2, 'accepted again')
    assert.equal(await count('follows'), 2)
    await world.clock.advance('1 minute')
    await receive(bo.undo(followRequest))
    assert.equal(await count('follows'), 1)
    await world.clock.advance('1 minute')
    await receive(followRequest)
    assert.equal(await count('follows'), 2)
  }))

test('a locked account gets a follow request; after a Block, a Follow is rejected (A-15)', () =>
  scene(async ({ app, bo, receive, ana, count }) => {
    await app.db.updateTable('accounts').set({ locked: true }).where('id', '=', ana.id).execute()
    await receive(bo.follow(ana.uri))
    assert.equal(await count('follow_requests'), 1)
    await receive(bo.block(ana.uri))
    assert.equal(await count('blocks'), 1)
    assert.equal(await count('follow_requests'), 0)
    assert.equal(await count('follows'), 0, 'in both directions (A-22)')
    await receive(bo.follow(ana.uri))
    assert.equal(bo.peer.receivedOf('Reject').length > 0, true)
  }))

test('an Accept counts only from the actor that was asked, and only for a pending request (R-43, R-50)', () =>
  scene(async ({ world, app, bo, ana, origin, count }) => {
    const cy = await bo.peer.actor('cy')
    const dee = await bo.peer.actor('dee')
    await follow(app, ana, await app.remote.account(cy.handle))
    await world.settle()
    const [followRequest] = bo.peer.receivedOf('Follow').filter(({ object }) => object === cy.id)
    for (const accept of [
      dee.accept(followRequest as never),
      dee.accept({ id: 'x', type: 'Follow', actor: ana.uri, object: dee.id }),
    ])
      await dee.send({ origin }, accept)
    await world.settle()
    assert.equal(await count('follows'), 1)
    await cy.send({ origin }, cy.accept(followRequest as never, { object: followRequest?.id }))
    await world.settle()
    assert.equal(await count('follows'), 2, 'Mitra sends only the id')
    await cy.send({ origin }, cy.reject(followRequest as never))
    await world.settle()
    assert.equal(await count('follows'), 1, 'Reject after Accept')
  }))

test('a Like is undone by an embedded or bare Undo (A-18), even if the Undo arrives first (C9)', () =>
  scene(async ({ bo, receive, post, count }) => {
    const status = await post()
    const [first, second] = [bo.like(status.uri), bo.like(status.uri)]
    await receive(first, second)
    assert.equal(await count('favourites'), 1)
    await receive(bo.undo(first))
    assert.equal(await count('favourites'), 1, 'this Undo is older than the second Like')
    await receive(bo.undo(second))
    assert.equal(await count('favourites'), 0)
    const bare = bo.like(status.uri)
    await receive(bare)
    await receive(bo.undo(bare, { object: bare.id }))
    assert.equal(await count('favourites'), 0)
    const early = bo.like(status.uri)
    await receive(bo.undo(early), early)
    assert.equal(await count('favourites'), 0)
    await receive(bo.like(status.uri))
    assert.equal(await count('favourites'), 1, 'consumed once')
    const bareEarly = bo.announce(status.uri)
    await receive(bo.undo(bareEarly, { object: bareEarly.id }), bareEarly)
    assert.equal(await count('statuses'), 1)
  }))

test('an actor cannot undo the activity of another (case 37)', () =>
  scene(async ({ world, bo, receive, post, count, origin }) => {
    const like = bo.like((await post()).uri)
    await receive(like)
    const cy = await bo.peer.actor('cy')
    await cy.send({ origin }, cy.undo(like))
    await cy.send({ origin }, cy.undo(like, { object: like.id }))
    await cy.send({ origin }, cy.undo({ ...like, actor: cy.id }))
    await world.settle()
    assert.equal(await count('favourites'), 1)
  }))

test('a boosted post is fetched from its origin, whatever the Announce embeds (A-21, R-36, case 36)', () =>
  scene(async ({ world, app, bo, receive, known, count }) => {
    const cy = await (await world.peer('far.test')).actor('cy')
    const note = cy.note('the truth')
    const announce = bo.announce(note.id, { object: { ...note, content: 'forged' } })
    await receive(announce)
    const status = await known(note)
    assert.equal(status?.content, '<p>the truth</p>')
    assert.equal(status?.boosts_count, 1)
    const again = bo.announce(note.id)
    await receive(again)
    assert.equal(await count('statuses'), 2, 'a second boost is the same boost (C11)')
    await receive(bo.undo(again))
    assert.equal(await count('statuses'), 1)
    assert.ok(await findAccountByUri(app, cy.id))
  }))

test('if the origin of a boosted post does not answer, the fetch is retried (A-21)', () =>
  scene(async ({ world, bo, receive, known }) => {
    const far = await world.peer('far.test')
    const note = (await far.actor('cy')).note('later')
    far.reachable = false
    await receive(bo.announce(note.id))
    assert.equal(await known(note), undefined)
    far.reachable = true
    await world.pass('1 hour', 2)
    assert.ok(await known(note))
  }))

test('actors can pin only their own posts, in their own collection (A-25, case 39)', () =>
  scene(async ({ world, bo, receive, count }) => {
    const note = bo.note('pin me')
    const cys = (await bo.peer.actor('cy')).note('not mine')
    await receive(
      bo.add(note.id),
      bo.add(cys.id),
      bo.add(note.id, { target: `${bo.peer.origin}/users/cy/collections/featured` }),
    )
    assert.equal(await count('pins'), 1)
    await world.clock.advance('1 minute')
    await receive(bo.remove(note.id))
    assert.equal(await count('pins'), 0)
  }))

test('the object of a forwarded activity is fetched from its origin (A-04, C14, case 20)', () =>
  scene(async ({ world, bo, receive, known, origin, ana }) => {
    const cy = await (await world.peer('far.test')).actor('cy')
    const note = cy.note('as it is', { tag: { type: 'Mention', href: ana.uri } })
    await receive(cy.create({ ...note, content: 'as bo sends it' }))
    assert.equal((await known(note))?.content, '<p>as it is</p>')
    await receive(cy.delete(note.id))
    assert.ok(await known(note), 'its origin still serves it')
    cy.peer.serve(note.id, 410)
    await world.clock.advance('1 minute')
    await bo.send({ origin }, cy.delete(note.id, { id: `${note.id}#gone` }))
    await world.settle()
    assert.equal(await known(note), undefined)
  }))

test('a signed reply to a local post is forwarded unchanged to the followers, and so is its Delete (A-08)', () =>
  scene(async ({ world, bo, receive, origin, ana, post }) => {
    const far = await world.peer('far.test')
    const cy = await far.actor('cy')
    await cy.send({ origin }, cy.follow(ana.uri))
    await receive(bo.follow(ana.uri))
    const reply = bo.note('a reply', { inReplyTo: (await post()).uri })
    const signature = { type: 'RsaSignature2017', creator: bo.keyId, signatureValue: 'x'.repeat(344) }
    const create = bo.create(reply, { signature })
    await receive(create, bo.create(bo.note('unsigned', { inReplyTo: reply.inReplyTo })))
    assert.deepEqual(
      far.receivedOf('Create').filter(({ actor }) => actor === bo.id),
      [create],
    )
    await receive(bo.delete(reply.id, { signature }))
    assert.equal(far.receivedOf('Delete').length, 1)
    assert.ok(
      bo.peer.receivedOf('Create').every(({ actor }) => actor !== bo.id),
      'not back to its sender',
    )
  }))

test('a suspended account can only undo and delete (A-05)', () =>
  scene(async ({ app, bo, receive, known, count }) => {
    const note = bo.note('before')
    await receive(bo.create(note))
    await app.db.updateTable('accounts').set({ suspended_at: 1 }).where('uri', '=', bo.id).execute()
    const after = bo.note('after')
    await receive(bo.create(after), bo.delete(note.id))
    assert.equal(await known(after), undefined)
    assert.equal(await count('statuses'), 0)
  }))

test('unknown types, and types such as `constructor`, are accepted and ignored (A-07, A-31, cases 24, 27)', () =>
  scene(async ({ bo, receive, count, known }) => {
    const note = bo.note('x')
    const types = ['Listen', 'EmojiReact', 'constructor', '__proto__', 'create']
    await receive(...types.map((type) => ({ ...bo.create(note), id: bo.mint('odd'), type })))
    assert.equal(await count('statuses'), 0)
    await receive({ ...bo.create(note), type: 'https://www.w3.org/ns/activitystreams#Create' })
    assert.ok(await known(note))
  }))

test('values of unexpected types never break a job (cases 28 to 30)', () =>
  scene(async ({ bo, receive }) => {
    const note = bo.note('x')
    const odd = [5, null, [], {}, [[]], 'x', { id: 5 }, true, ['a', { b: 1 }], -1, 1e300]
    const names = [
      'to',
      'cc',
      'tag',
      'attachment',
      'content',
      'url',
      'summary',
      'inReplyTo',
      'published',
      'updated',
      'replies',
      'contentMap',
      'sensitive',
      'attributedTo',
      'type',
      'name',
    ]
    let number = 0
    const activities = names.flatMap((name) =>
      odd.map((value) => bo.create({ ...note, id: `${bo.id}/odd/${++number}`, [name]: value })),
    )
    await receive(...activities)
    const objects = odd.flatMap((object) =>
      [
        'Create',
        'Update',
        'Delete',
        'Follow',
        'Accept',
        'Reject',
        'Undo',
        'Like',
        'Announce',
        'Block',
        'Add',
        'Remove',
      ].map((type) => ({ id: bo.mint('odd'), type, actor: bo.id, object, target: object })),
    )
    await receive(...objects)
  }))

test('a 410 deletes a post at once, two 404s an hour apart do, one does not (C15)', () =>
  scene(async ({ world, bo, receive, known, app }) => {
    const note = bo.note('x')
    await receive(bo.create(note))
    bo.peer.forget(note.id)
    const relayed = { ...bo.update({ ...note, content: 'doubtful' }) }
    await receive(relayed)
    assert.ok(await known(note), 'one 404')
    assert.notEqual((await known(note))?.missing_since, null)
    await world.pass('61 minutes')
    assert.equal(await known(note), undefined)
    const other = bo.note('y')
    await receive(bo.create(other))
    bo.peer.serve(other.id, 410)
    await receive(bo.update({ ...other, content: 'doubtful' }))
    assert.equal(await known(other), undefined)
    assert.ok(app)
  }))
