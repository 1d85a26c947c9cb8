/** JSON-LD writes one value in many ways. Each property of a good document is written in each of them, one at a time. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDocument } from '../../activitypub/parse-document.ts'
import { isObject, type JsonObject } from '../../activitypub/read.ts'
import { generateRsa } from '../../lib/crypto/keys.ts'
import { parseNote } from './parse-note.ts'
import { parsePerson } from './parse-person.ts'

const ORIGIN = 'https://reef.test'
const ACTOR = `${ORIGIN}/users/bo`
const PICTURE = { type: 'Image', mediaType: 'image/png', url: `${ORIGIN}/1.png`, width: 40, height: 30, name: 'a fish' }
const { publicPem } = await generateRsa()

const NOTE = {
  id: `${ORIGIN}/notes/1`,
  type: 'Article',
  attributedTo: ACTOR,
  name: 'Tides <3',
  nameMap: { de: 'Tides <3' },
  summary: 'Beware',
  content: '<p>hi</p>',
  mediaType: 'text/html',
  sensitive: true,
  to: 'https://www.w3.org/ns/activitystreams#Public',
  cc: `${ACTOR}/followers`,
  published: '2026-01-02T03:04:05Z',
  updated: '2026-01-02T04:04:05Z',
  url: `${ORIGIN}/@bo/1`,
  inReplyTo: `${ORIGIN}/notes/0`,
  replies: { id: `${ORIGIN}/notes/1/replies`, type: 'Collection', totalItems: 3 },
  tag: [
    { type: 'Mention', href: 'https://lagoon.test/users/ana', name: '@ana' },
    { type: 'Hashtag', href: `${ORIGIN}/tags/sea`, name: '#sea' },
    { type: 'Emoji', name: ':blob:', icon: { type: 'Image', url: `${ORIGIN}/blob.png` } },
  ],
  attachment: [
    { ...PICTURE, blurhash: 'UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH', 'toot:focalPoint': [0.5, -0.25], summary: 'fish' },
    {
      type: 'Video',
      url: { type: 'Link', mediaType: 'video/mp4', href: `${ORIGIN}/1.mp4`, height: 480 },
      aspectRatio: 1.5,
      duration: 'PT3S',
      icon: PICTURE,
    },
    { type: 'Link', href: 'https://news.test/' },
  ],
}
const QUESTION = { ...NOTE, type: 'Question', oneOf: [{ type: 'Note', name: '<this>' }, { name: 'that' }] }
const PERSON = {
  id: ACTOR,
  type: 'Person',
  preferredUsername: 'bo',
  webfinger: 'bo@reef.test',
  name: 'Bo <3 & co',
  summary: '<p>bio</p>',
  inbox: `${ACTOR}/inbox`,
  outbox: `${ACTOR}/outbox`,
  followers: `${ACTOR}/followers`,
  following: `${ACTOR}/following`,
  'toot:featured': `${ACTOR}/featured`,
  endpoints: { sharedInbox: `${ORIGIN}/inbox` },
  publicKey: { id: `${ACTOR}#main-key`, owner: ACTOR, publicKeyPem: publicPem },
  url: `${ORIGIN}/@bo`,
  icon: PICTURE,
  image: { ...PICTURE, url: `${ORIGIN}/2.png` },
  tag: { type: 'Emoji', name: ':blob:', icon: { type: 'Image', url: `${ORIGIN}/blob.png` } },
  attachment: { type: 'PropertyValue', name: 'Pronouns <>', value: '<b>they</b>' },
  alsoKnownAs: 'https://old.test/users/bo',
  movedTo: 'https://new.test/users/bo',
  manuallyApprovesFollowers: true,
  'toot:discoverable': true,
  'http://joinmastodon.org/ns#indexable': true,
  published: '2026-01-02T03:04:05Z',
  updated: '2026-01-02T04:04:05Z',
}

const read = <T>(parse: (value: unknown) => T, json: unknown): T => parse(parseDocument(JSON.stringify(json)))

/** Their addresses are those of pages and files. */
const PAGES: ReadonlySet<string> = new Set(['url', 'href'])

/** The spellings of one value: `x`, `[x]`, and of an address also `{id: x}` and `[{id: x}]`. */
function spellings(name: string, value: unknown): unknown[] {
  const isAddress = typeof value === 'string' && value.startsWith('https:') && !PAGES.has(name)
  if (name === 'id' || name.endsWith('Map')) return []
  if (Array.isArray(value)) return name === 'toot:focalPoint' ? [{ '@list': value }, [{ '@list': value }]] : []
  return [[value], ...(isAddress ? [{ id: value }, [{ id: value }]] : [])]
}

/** All documents that differ from this one in the spelling of one property, at any depth. */
function* variants(value: unknown): Generator<unknown> {
  for (const [name, inner] of Object.entries(value as JsonObject)) {
    const replaced = (other: unknown) =>
      Array.isArray(value) ? value.with(Number(name), other) : { ...(value as object), [name]: other }
    if (!Array.isArray(value)) yield* spellings(name, inner).map(replaced)
    if (isObject(inner) || Array.isArray(inner)) for (const other of variants(inner)) yield replaced(other)
  }
}

for (const [kind, json, parse] of [
  ['an article', NOTE, parseNote],
  ['a question', QUESTION, parseNote],
  ['a person', PERSON, parsePerson],
] as const) {
  test(`every property of ${kind} may be a list of one, and every address an object (A-02)`, () => {
    const expected = read<unknown>(parse, json)
    const all = [...variants(json)]
    assert.ok(all.length > 30)
    for (const other of all) assert.deepEqual(read<unknown>(parse, other), expected, JSON.stringify(other))
  })
}

test('what is read of the good documents is what they say', () => {
  const { inReplyTo, mentions, tags, emojis, attachments, language, content_warning, origin_replies_count } = read(
    parseNote,
    NOTE,
  )
  assert.deepEqual(
    { inReplyTo, mentions, tags, emojis: emojis?.length, language, content_warning, origin_replies_count },
    {
      inReplyTo: `${ORIGIN}/notes/0`,
      mentions: ['https://lagoon.test/users/ana'],
      tags: ['sea'],
      emojis: 1,
      language: 'de',
      content_warning: 'Beware',
      origin_replies_count: 3,
    },
  )
  assert.deepEqual(
    attachments.map(({ focus, duration, width }) => [focus, duration, width]),
    [
      [[0.5, -0.25], null, 40],
      [null, 3000, 720],
    ],
  )
  const { display_name, featured_url, discoverable, indexable, shared_inbox_url, keys, fields } = read(
    parsePerson,
    PERSON,
  )
  assert.deepEqual(
    { display_name, featured_url, discoverable, indexable, shared_inbox_url, keys: keys.length, fields },
    {
      display_name: 'Bo <3 & co',
      featured_url: `${ACTOR}/featured`,
      discoverable: true,
      indexable: true,
      shared_inbox_url: `${ORIGIN}/inbox`,
      keys: 1,
      fields: [{ name: 'Pronouns <>', value: '<b>they</b>' }],
    },
  )
})

test('a term means the same in each of its spellings; its short name counts if there are several (case 27)', () => {
  for (const term of ['discoverable', 'toot:discoverable', 'http://joinmastodon.org/ns#discoverable']) {
    const { 'toot:discoverable': _, ...person } = PERSON
    assert.equal(read(parsePerson, { ...person, [term]: true }).discoverable, true, term)
    assert.equal(read(parsePerson, { ...person, [term]: true, discoverable: false }).discoverable, false, term)
  }
  for (const type of ['Emoji', 'toot:Emoji', 'http://joinmastodon.org/ns#Emoji'])
    assert.equal(read(parsePerson, { ...PERSON, tag: { ...PERSON.tag, type } }).emojis?.length, 1, type)
  const hostile = parseDocument('{"toot:__proto__":{"x":1},"toot:constructor":5,"as:x/y":1}')
  assert.equal((hostile as { x?: unknown }).x, undefined)
  assert.deepEqual(Object.keys(hostile), ['toot:__proto__', 'toot:constructor', 'as:x/y', 'constructor'])
})
