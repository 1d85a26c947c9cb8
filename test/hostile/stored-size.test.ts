/** The largest accounts and posts of another server cost a bounded number of bytes in the database. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { App } from '../../src/core/app.ts'
import { HISTORY_BYTES } from '../../src/core/edits/history.ts'
import { follow } from '../../src/core/relationships/follow.ts'
import { createUser } from '../../src/core/users/create.ts'
import { type Database, tables } from '../../src/db/tables/index.ts'
import { generateEd25519, publicKeyMultibase } from '../../src/lib/crypto/keys.ts'
import type { Json } from '../world/peer.ts'
import { createWorld } from '../world/world.ts'

/** What one remote account may cost in all tables together, its keys included. */
const ACCOUNT_BYTES = 50_000
/** What one remote post may cost in all tables together, without its earlier versions. */
const POST_BYTES = 350_000
const INTEGER_BYTES = 8

/** The bytes of everything in the database, without the overhead of the engine. */
async function stored(app: App): Promise<number> {
  let bytes = 0
  for (const name of Object.keys(tables) as (keyof Database)[])
    for (const row of await app.db.selectFrom(name).selectAll().execute())
      for (const value of Object.values(row)) bytes += bytesOf(value)
  return bytes
}

function bytesOf(value: unknown): number {
  if (value === null) return 0
  if (typeof value === 'string') return Buffer.byteLength(value)
  return typeof value === 'object' ? Buffer.byteLength(JSON.stringify(value)) : INTEGER_BYTES
}

const many = <T>(n: number, make: (at: number) => T) => Array.from({ length: n }, (_, at) => make(at))
/** Texts whose stored form is much longer than they are, each in its own way. */
const FILLINGS: Record<string, string> = {
  ascii: 'x',
  emoji: '😀',
  'three bytes': '€',
  'escaped in HTML': '&',
  'escaped in JSON': '"\\',
  links: '<a href=http://x.y>',
  'growing in NFKC': 'ﷺ',
}
const text = (filling: string, length: number) => filling.repeat(Math.ceil(length / filling.length)).slice(0, length)
const path = (length: number) => `€${'x'.repeat(length)}`
const tag = (type: string, at: number, filling: string) => ({
  type,
  name: type === 'Emoji' ? `:${at}${'x'.repeat(90)}:` : `#${at}${text(filling, 95)}`,
  icon: { type: 'Image', url: `https://reef.test/${at}${path(1_900)}` },
})

function largestActor(id: string, filling: string, keys: Json[]): Json {
  const address = (name: string, length = 480) => `${id}/${name}${'x'.repeat(length - id.length)}`
  return {
    name: text(filling, 2_000),
    summary: text(filling, 20_000),
    attachment: many(50, (at) => ({
      type: 'PropertyValue',
      name: `${at}${text(filling, 2_047)}`,
      value: text(filling, 2_047),
    })),
    tag: many(80, (at) => tag('Emoji', at, filling)),
    alsoKnownAs: many(1_000, (at) => `https://reef.test/${at}${'x'.repeat(20)}`),
    url: address('page'),
    icon: { type: 'Image', url: `https://reef.test/${'x'.repeat(2_020)}`, name: text(filling, 5_000) },
    image: { type: 'Image', url: `https://reef.test/${'y'.repeat(2_020)}`, name: text(filling, 5_000) },
    inbox: address('inbox'),
    outbox: address('outbox'),
    followers: address('followers'),
    following: address('following'),
    featured: address('featured'),
    movedTo: address('moved'),
    endpoints: { sharedInbox: address('shared') },
    assertionMethod: keys,
  }
}

test('the largest actor that is accepted costs at most 50 KB in all tables together', async () => {
  const { publicPem } = await generateEd25519()
  let largest = 0
  for (const [name, filling] of Object.entries(FILLINGS)) {
    await using world = await createWorld()
    const { app, origin } = await world.server('lagoon.test')
    const { account: ana } = await createUser(app, { username: 'ana', approved: true })
    const reef = await world.peer('reef.test')
    const id = `${reef.origin}/users/${'x'.repeat(450)}`
    const key = { type: 'Multikey', controller: id, publicKeyMultibase: publicKeyMultibase(publicPem) }
    const keys = many(20, (at) => ({ ...key, id: `${id}#${at}` }))
    const bo = await reef.actor('b'.repeat(120), { id, ...largestActor(id, filling, keys) })
    const before = await stored(app)
    // Larger than the answer to an unverified request may be, but a user may look it up.
    await app.remote.account(id)
    await bo.send({ origin }, { ...bo.like(ana.uri), type: 'Listen' })
    await world.settle()
    const { length } = await app.db.selectFrom('accounts').select('id').where('uri', '=', id).execute()
    assert.equal(length, 1, `${name}: it is stored`)
    const cost = (await stored(app)) - before
    assert.ok(cost <= ACCOUNT_BYTES, `${name}: ${cost} bytes`)
    largest = Math.max(largest, cost)
  }
  assert.ok(largest > ACCOUNT_BYTES / 2, `the test reaches only ${largest} bytes`)
})

test('the largest post costs at most 350 KB, and its earlier versions together 1 MB', async () => {
  let largest = 0
  for (const [name, filling] of Object.entries(FILLINGS)) {
    await using world = await createWorld()
    const { app, origin } = await world.server('lagoon.test')
    const { account: ana } = await createUser(app, { username: 'ana', approved: true })
    const bo = await (await world.peer('reef.test')).actor('bo')
    await follow(app, ana, await app.remote.account(bo.handle))
    await world.settle()
    await bo.send({ origin }, bo.accept(bo.peer.receivedOf('Follow')[0] as Json))
    await world.settle()
    const before = await stored(app)
    const length = filling === '<a href=http://x.y>' ? 40_000 : filling === '&' ? 39_000 : 66_000
    const version = (at: number) => ({
      id: `${bo.id}/${'x'.repeat(1_900)}`,
      url: `${bo.id}/${'y'.repeat(1_900)}`,
      content: at + text(filling, length),
      summary: text(filling, 5_000),
      interactionPolicy: Object.fromEntries(
        ['canReply', 'canLike', 'canAnnounce'].map((name) => [
          name,
          { always: many(20, (n) => `https://reef.test/${n}${path(1_900)}`) },
        ]),
      ),
      tag: [...many(50, (n) => tag('Hashtag', n, filling)), ...many(50, (n) => tag('Emoji', n, filling))],
      attachment: many(16, (n) => ({
        type: 'Image',
        mediaType: 'image/png',
        url: `https://reef.test/${n}${'x'.repeat(1_900)}`,
        name: text(filling, 6_000),
      })),
    })
    const note = bo.note('', version(0))
    await bo.send({ origin }, bo.create(note))
    await world.settle()
    const [status] = await app.db.selectFrom('statuses').selectAll().execute()
    assert.ok(status, `${name}: it is stored`)
    const cost = (await stored(app)) - before
    assert.ok(cost <= POST_BYTES, `${name}: ${cost} bytes`)
    largest = Math.max(largest, cost)
    for (let at = 1; at <= 12; at++) {
      await world.clock.advance('1m')
      await bo.send({ origin }, bo.update({ ...bo.edited(note, ''), ...version(at) }))
      await world.settle()
    }
    const edits = await app.db.selectFrom('status_edits').select('id').execute()
    assert.ok(edits.length > 0 && edits.length < 12, `${name}: ${edits.length} earlier versions`)
    const whole = (await stored(app)) - before
    assert.ok(whole <= POST_BYTES + HISTORY_BYTES, `${name}: ${whole} bytes with its history`)
  }
  assert.ok(largest > POST_BYTES / 2, `the test reaches only ${largest} bytes`)
})
