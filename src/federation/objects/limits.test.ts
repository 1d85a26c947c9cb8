/** Tests each limit at its boundary, through the parser that applies it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remotePicture } from '../../../test/world/attachments.ts'
import { Declined } from '../../core/errors.ts'
import { MAX_MENTIONS, MAX_TAGS } from '../../core/statuses/limits.ts'
import { generateEd25519, publicKeyMultibase } from '../../lib/crypto/keys.ts'
import { MAX_EMOJIS, MAX_IMAGES, NOTE_LIMITS, PERSON_LIMITS } from './limits.ts'
import { parseNote } from './parse-note.ts'
import { parsePerson } from './parse-person.ts'

/** Whether an input of this size is read completely. */
type Reads = (amount: number) => boolean

const ACTOR = 'https://reef.test/users/bo'
const note = (changes: object) =>
  parseNote({ id: 'https://reef.test/notes/1', type: 'Note', attributedTo: ACTOR, content: 'hi', ...changes })
const person = (changes: object) =>
  parsePerson({ id: ACTOR, type: 'Person', preferredUsername: 'bo', inbox: `${ACTOR}/inbox`, ...changes })

const many = <T>(n: number, make: (at: number) => T) => Array.from({ length: n }, (_, at) => make(at))
const x = (n: number) => 'x'.repeat(n)
const url = (n: number) => `https://reef.test/${n}`
const picture = (n: number) => ({ type: 'Image', mediaType: 'image/png', url: url(n) })
const emoji = (n: number) => ({ type: 'Emoji', name: `:e${n}:`, icon: picture(n) })
const mention = (n: number) => ({ type: 'Mention', href: url(n) })
const field = (name: string, value: string) => ({ type: 'PropertyValue', name, value })
const { publicPem } = await generateEd25519()
const emojiOf = (at: number, length: number) => ({ shortcode: `e${at}`, url: url(at) + x(length) })
const shows = (n: number, type: string, changes: object) => (note({ type, ...changes }).content ?? '').includes(x(n))

/** Entries that have `n` bytes together as JSON. @param make makes an entry of some bytes, and `length` more */
function filling<T>(n: number, count: number, make: (at: number, length: number) => T): T[] {
  const left = n + 1 - '[]'.length - many(count, (at) => JSON.stringify(make(at, 0)).length + 1).reduce((a, b) => a + b)
  return many(count, (at) => make(at, Math.floor(left / count) + (at < left % count ? 1 : 0)))
}

function isRead(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch (error) {
    assert.ok(error instanceof Declined)
    return false
  }
}

const NOTES: Record<keyof typeof NOTE_LIMITS, Reads> = {
  contentLength: (n) => isRead(() => note({ content: x(n) })),
  // Most characters have three bytes here, because the limit on characters is lower.
  contentBytes: (n) => isRead(() => note({ content: '€'.repeat(n / 3) + x(n % 3) })),
  warningLength: (n) => note({ summary: x(n) }).content_warning?.length === n,
  authors: (n) =>
    isRead(() => note({ attributedTo: [...many(n - 1, () => ({ type: 'Group' })), { type: 'Person', id: ACTOR }] })),
  tags: (n) => note({ tag: [...many(n - 1, () => ({ type: 'Other' })), mention(1)] }).mentions.length === 1,
  hashtagsBytes: (n) => {
    const names = filling(n, 50, (at, length) => `${at}`.padEnd(3, 'x') + x(length))
    return note({ tag: names.map((name) => ({ type: 'Hashtag', name })) }).tags.length === names.length
  },
  emojisBytes: (n) => {
    const tag = filling(n, 50, emojiOf).map(({ shortcode: name, url }) => ({ type: 'Emoji', name, icon: { url } }))
    return note({ tag }).emojis?.length === tag.length
  },
  attachments: (n) => note({ attachment: many(n, picture) }).attachments.length === n,
  attachmentsBytes: (n) => {
    const media = remotePicture({ url: url(1), media_type: 'image/png', width: null, height: null })
    const attachment = filling(n, 8, (_, length) => ({ ...media, description: x(length + 1) }))
    const sent = attachment.map(({ description }) => ({ ...picture(1), name: description }))
    return note({ attachment: sent }).attachments.length === sent.length
  },
  descriptionLength: (n) =>
    note({ attachment: { ...picture(1), name: x(n) } }).attachments[0]?.description?.length === n,
  sideLength: (n) => note({ attachment: { ...picture(1), width: n, height: 1 } }).attachments[0]?.width === n,
  mediaSources: (n) => {
    const links = [
      ...many(n - 1, (at) => ({ href: url(at), mediaType: 'text/html' })),
      { href: url(n), mediaType: 'video/mp4' },
    ]
    return note({ attachment: { type: 'Video', url: links } }).attachments[0]?.url === url(n)
  },
  titleLength: (n) => shows(n, 'Article', { name: x(n) }),
  summaryLength: (n) => shows(n, 'Article', { summary: x(n) }),
  policyIds: (n) => {
    const interactionPolicy = { canLike: { always: many(n, url) } }
    return note({ interactionPolicy }).interaction_policy?.favourite?.length === n
  },
  policyBytes: (n) => {
    const always = filling(n, 8, (at, length) => url(at) + x(length))
    return note({ interactionPolicy: { canLike: { always } } }).interaction_policy?.favourite?.length === 8
  },
  articleLength: (n) => shows(n, 'Article', { content: x(n) }),
  excerptLength: (n) => shows(n, 'Article', { content: `<p>${x(n)}</p><p>${'word '.repeat(2_000)}</p>` }),
  choices: (n) =>
    note({ type: 'Question', oneOf: many(n, (at) => ({ name: `c${at}` })) }).content.split('<li>').length - 1 === n,
  choiceLength: (n) => shows(n, 'Question', { oneOf: [{ name: x(n) }] }),
}

const PEOPLE: Record<keyof typeof PERSON_LIMITS, Reads> = {
  usernameLength: (n) => isRead(() => person({ preferredUsername: x(n) })),
  displayNameLength: (n) => person({ name: x(n) }).display_name?.length === n,
  bioBytes: (n) => person({ summary: x(n) }).note?.length === n,
  fields: (n) => person({ attachment: many(n, (at) => field(`f${at}`, 'x')) }).fields?.length === n,
  fieldLength: (n) => {
    const [read] = person({ attachment: field(x(n), x(n)) }).fields ?? []
    return read?.name.length === n && read.value.length === n
  },
  fieldsBytes: (n) => {
    const fields = filling(n, 10, (at, length) => ({ name: `f${at}`, value: x(length) }))
    return person({ attachment: fields.map(({ name, value }) => field(name, value)) }).fields?.length === fields.length
  },
  aliases: (n) => person({ alsoKnownAs: many(n, (at) => `https://r.test/${at}`) }).also_known_as?.length === n,
  aliasesBytes: (n) => {
    const aliases = filling(n, 20, (at, length) => url(at) + x(length))
    return person({ alsoKnownAs: aliases }).also_known_as?.length === aliases.length
  },
  emojisBytes: (n) => {
    const tag = filling(n, 20, emojiOf).map(({ shortcode: name, url }) => ({ type: 'Emoji', name, icon: { url } }))
    return person({ tag }).emojis?.length === tag.length
  },
  pictureDescriptionLength: (n) => {
    const { avatar_description, header_description } = person({
      icon: { ...picture(1), name: x(n) },
      image: { ...picture(2), summary: x(n) },
    })
    return avatar_description?.length === n && header_description?.length === n
  },
  addressBytes: (n) => person({ followers: ACTOR.padEnd(n, '/') }).followers_url !== null,
  keysBytes: (n) => {
    const keys = filling(n, 10, (at, length) => ({ keyId: `${ACTOR}#${at}${x(length)}`, kind: 'ed25519', publicPem }))
    const multikey = { type: 'Multikey', controller: ACTOR, publicKeyMultibase: publicKeyMultibase(publicPem) }
    const assertionMethod = keys.map(({ keyId: id }) => ({ ...multikey, id }))
    return person({ assertionMethod }).keys.length === keys.length
  },
}

const OTHERS: [string, number, Reads][] = [
  ['emojis', MAX_EMOJIS, (n) => note({ tag: many(n, emoji) }).emojis?.length === n],
  [
    'images',
    MAX_IMAGES,
    (n) => person({ icon: [...many(n - 1, picture), { ...picture(n), width: 9 }] }).avatar_url === url(n),
  ],
  ['mentions', MAX_MENTIONS, (n) => note({ tag: many(n, mention) }).mentions.length === n],
  [
    'hashtags',
    MAX_TAGS,
    (n) => note({ tag: many(n, (at) => ({ type: 'Hashtag', name: `#t${at}` })) }).tags.length === n,
  ],
]

const limits: [string, number, Reads][] = [
  ...Object.entries(NOTES).map(([name, reads]): [string, number, Reads] => [
    `note: ${name}`,
    NOTE_LIMITS[name as keyof typeof NOTES],
    reads,
  ]),
  ...Object.entries(PEOPLE).map(([name, reads]): [string, number, Reads] => [
    `person: ${name}`,
    PERSON_LIMITS[name as keyof typeof PEOPLE],
    reads,
  ]),
  ...OTHERS,
]

for (const [name, limit, reads] of limits) {
  test(`${name}: an input of ${limit} is read completely, one more is not`, () => {
    assert.equal(reads(limit), true)
    assert.equal(reads(limit + 1), false)
  })
}
