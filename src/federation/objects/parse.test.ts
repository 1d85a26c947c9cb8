import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Declined } from '../../core/errors.ts'
import { parseNote } from './parse-note.ts'
import { parsePerson } from './parse-person.ts'

const ACTOR = 'https://reef.test/users/bo'
const note = (changes: object = {}) => ({
  id: 'https://reef.test/notes/1',
  type: 'Note',
  attributedTo: ACTOR,
  content: '<p>hi</p>',
  ...changes,
})
const person = (changes: object = {}) => ({
  id: ACTOR,
  type: 'Person',
  preferredUsername: 'bo',
  inbox: `${ACTOR}/inbox`,
  ...changes,
})

test('a post needs only an id, a type and an author', () => {
  const { content, url, created_at, to, mentions } = parseNote(note())
  assert.deepEqual(
    { content, url, created_at, to, mentions },
    {
      content: '<p>hi</p>',
      url: 'https://reef.test/notes/1',
      created_at: undefined,
      to: [],
      mentions: [],
    },
  )
})

test('scripts, frames and event handlers are removed from the text (R-91)', () => {
  const { content } = parseNote(
    note({ content: '<p onclick=x>hi<script>alert(1)</script></p><iframe src=x></iframe>' }),
  )
  assert.equal(content, '<p>hi</p>')
})

test('contentMap gives the language, and the text if content is missing', () => {
  assert.deepEqual(pick(parseNote(note({ contentMap: { DE: '<p>hi</p>' } }))), { content: '<p>hi</p>', language: 'de' })
  assert.deepEqual(pick(parseNote(note({ content: undefined, contentMap: { fr: 'salut' } }))), {
    content: 'salut',
    language: 'fr',
  })
})
const pick = ({ content, language }: ReturnType<typeof parseNote>) => ({ content, language })

test('authors are on the origin of their post; a typed person counts, or else the first (A-06, case 32, R-32)', () => {
  const owners = (attributedTo: unknown) => () => parseNote(note({ attributedTo }))
  const far = 'https://far.test/users/bo'
  for (const wrong of [undefined, null, [], 5, {}, 'bo', far, [far, ACTOR], [ACTOR, far]])
    assert.throws(owners(wrong), Declined, JSON.stringify(wrong))
  assert.equal(owners([ACTOR, 'https://reef.test/c/1'])().attributedTo, ACTOR)
  assert.equal(owners([ACTOR])().attributedTo, ACTOR)
  assert.equal(owners({ id: ACTOR, type: 'Person' })().attributedTo, ACTOR)
  assert.equal(
    owners([
      { id: ACTOR, type: 'Person' },
      { id: 'https://reef.test/c/1', type: 'Group' },
    ])().attributedTo,
    ACTOR,
  )
})

test('the sender is the author if a post names it among others, or names nobody (A-06, case 32)', () => {
  const cy = 'https://reef.test/users/cy'
  const sent = (attributedTo: unknown) =>
    parseNote(note({ attributedTo }), { author: { uri: ACTOR, url: 'https://reef.test/@bo' } }).attributedTo
  for (const named of [
    undefined,
    null,
    [],
    ACTOR,
    'https://reef.test/@bo',
    [cy, ACTOR],
    [{ id: cy, type: 'Person' }, { id: ACTOR }],
  ])
    assert.equal(sent(named), ACTOR, JSON.stringify(named))
  assert.equal(sent([cy, 'https://reef.test/c/1']), cy)
  assert.throws(() => sent([ACTOR, 'https://far.test/users/bo']), Declined)
})

test('a web page on another host is not linked (E-24)', () => {
  assert.equal(parseNote(note({ url: 'https://phish.test/x' })).url, 'https://reef.test/notes/1')
  assert.equal(
    parseNote(note({ url: [{ type: 'Link', href: 'https://reef.test/@bo/1' }] })).url,
    'https://reef.test/@bo/1',
  )
})

test('tags may be a list or a single object, and their number is bounded', () => {
  const parsed = parseNote(
    note({
      tag: [
        { type: 'Mention', href: ACTOR },
        { type: 'Mention', href: 'javascript:alert(1)' },
        { type: 'Hashtag', name: '#Fish' },
        { type: 'Hashtag', name: '#123' },
        { type: 'Emoji', name: ':blob:', icon: { type: 'Image', url: 'https://reef.test/blob.png' } },
        { type: 'Emoji', name: ':"><script>:', icon: { url: 'https://reef.test/x.png' } },
        null,
        7,
      ],
    }),
  )
  assert.deepEqual(parsed.mentions, [ACTOR])
  assert.deepEqual(parsed.tags, ['Fish'])
  assert.deepEqual(parsed.emojis, [{ shortcode: 'blob', url: 'https://reef.test/blob.png' }])
  const many = Array.from({ length: 5000 }, (_, at) => ({ type: 'Mention', href: `https://reef.test/users/${at}` }))
  assert.equal(parseNote(note({ tag: many })).mentions.length, 50)
  assert.deepEqual(parseNote(note({ tag: { type: 'Hashtag', name: '#one' } })).tags, ['one'])
})

test('attachments have a kind, an address and a description', () => {
  const { attachments } = parseNote(
    note({
      attachment: [
        {
          type: 'Document',
          mediaType: 'image/png',
          url: 'https://m.test/1.png',
          name: 'a fish',
          width: 10,
          height: -1,
        },
        { type: 'Image', url: [{ type: 'Link', href: 'https://m.test/2.png' }], blurhash: '<b>' },
        { type: 'Document', url: 'javascript:x' },
        { type: 'PropertyValue', name: 'x' },
      ],
    }),
  )
  assert.deepEqual(
    attachments.map(({ type, url, description, width, height, blurhash }) => [
      type,
      url,
      description,
      width,
      height,
      blurhash,
    ]),
    [
      ['image', 'https://m.test/1.png', 'a fish', null, null, null],
      ['image', 'https://m.test/2.png', null, null, null, null],
    ],
  )
})

test('a post without an id of its own, with an unknown type or with too long a text is rejected', () => {
  for (const changes of [
    { id: undefined },
    { id: 'x' },
    { id: 'https://reef.test/#1' },
    { type: 'Flag' },
    { type: undefined },
  ])
    assert.throws(() => parseNote(note(changes)), Declined, JSON.stringify(changes))
  assert.throws(() => parseNote(note({ content: 'x'.repeat(100_001) })), Declined)
  for (const value of [null, 5, 'x', []]) assert.throws(() => parseNote(value), Declined)
})

test('an actor needs an id, a type, a username and an inbox (E-22)', () => {
  const { username, uri, inbox_url, display_name, keys } = parsePerson(person())
  assert.deepEqual(
    { username, uri, inbox_url, display_name, keys },
    {
      username: 'bo',
      uri: ACTOR,
      inbox_url: `${ACTOR}/inbox`,
      display_name: '',
      keys: [],
    },
  )
  for (const changes of [
    { id: 'x' },
    { inbox: undefined },
    { preferredUsername: 5 },
    { type: 'Note' },
    { type: undefined },
  ])
    assert.throws(() => parsePerson(person(changes)), Declined, JSON.stringify(changes))
})

test('collections on another origin are ignored, a shared inbox is not (R-40)', () => {
  const { followers_url, featured_url, shared_inbox_url } = parsePerson(
    person({
      followers: 'https://victim.test/users/v/followers',
      featured: `${ACTOR}/featured`,
      endpoints: { sharedInbox: 'https://bridge.test/inbox' },
    }),
  )
  assert.equal(followers_url, null)
  assert.equal(featured_url, `${ACTOR}/featured`)
  assert.equal(shared_inbox_url, 'https://bridge.test/inbox')
})

test('a community names the collection of its moderators, a channel of PeerTube its owner', () => {
  const read = (attributedTo: unknown, type = 'Group') => parsePerson(person({ type, attributedTo })).moderators_url
  const list = `${ACTOR}/moderators`
  assert.equal(read(list), list)
  assert.equal(read([{ type: 'OrderedCollection', id: list }]), list)
  assert.equal(read([{ type: 'Person', id: `${ACTOR}/owner` }]), null)
  assert.equal(read('https://victim.test/moderators'), null)
  assert.equal(read(undefined), null)
  assert.equal(read(list, 'Person'), null)
})

test('lists of ten thousand entries are cut (case 47)', () => {
  const aliases = Array.from({ length: 10_000 }, (_, at) => `https://x.test/${at}`)
  const fields = Array.from({ length: 10_000 }, () => ({ type: 'PropertyValue', name: 'a', value: '<b>c</b>' }))
  const parsed = parsePerson(
    person({ alsoKnownAs: aliases, attachment: fields, summary: '<p>x<script>y</script></p>' }),
  )
  assert.equal(parsed.also_known_as?.length, 100)
  assert.equal(parsed.fields?.length, 50)
  assert.equal(parsed.note, '<p>x</p>')
})

test('names are plain text, and markup is removed from warnings only where it is really one (R-94)', () => {
  const warnings = [
    // Misskey, Takahē, GoToSocial and Hollo, in this order.
    ['I <3 you', 'I <3 you'],
    ['Warn <x> & y', 'Warn <x> & y'],
    ['Tom & Jerry &lt;3 "quoted" it\'s', 'Tom & Jerry <3 "quoted" it\'s'],
    ['a <b>warning</b> & more', 'a warning & more'],
  ]
  for (const [summary, warning] of warnings) assert.equal(parseNote(note({ summary })).content_warning, warning)
  const name = 'I <3 you -> and <x> <b>&amp;</b>'
  const picture = { type: 'Image', url: 'https://reef.test/1.png', summary: name }
  const { attachments } = parseNote(note({ attachment: picture }))
  const { display_name, fields, avatar_description } = parsePerson(
    person({ name, icon: picture, attachment: { type: 'PropertyValue', name, value: name } }),
  )
  assert.deepEqual([attachments[0]?.description, display_name, avatar_description], [name, name, name])
  assert.deepEqual(fields, [{ name, value: 'I &lt;3 you -&gt; and  <b>&amp;</b>' }])
})
