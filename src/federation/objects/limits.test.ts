/** Tests each limit at its boundary, through the parser that applies it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Declined } from '../../core/errors.ts'
import { MAX_MENTIONS, MAX_TAGS } from '../../core/statuses/limits.ts'
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
const shows = (n: number, type: string, changes: object) => (note({ type, ...changes }).content ?? '').includes(x(n))

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
  warningLength: (n) => note({ summary: x(n) }).content_warning?.length === n,
  authors: (n) =>
    isRead(() => note({ attributedTo: [...many(n - 1, () => ({ type: 'Group' })), { type: 'Person', id: ACTOR }] })),
  tags: (n) => note({ tag: [...many(n - 1, () => ({ type: 'Other' })), mention(1)] }).mentions.length === 1,
  attachments: (n) => note({ attachment: many(n, picture) }).attachments.length === n,
  descriptionLength: (n) =>
    note({ attachment: { ...picture(1), name: x(n) } }).attachments[0]?.description?.length === n,
  sideLength: (n) => note({ attachment: { ...picture(1), width: n } }).attachments[0]?.width === n,
  titleLength: (n) => shows(n, 'Article', { name: x(n) }),
  summaryLength: (n) => shows(n, 'Article', { summary: x(n) }),
  choices: (n) =>
    note({ type: 'Question', oneOf: many(n, (at) => ({ name: `c${at}` })) }).content.split('<li>').length - 1 === n,
  choiceLength: (n) => shows(n, 'Question', { oneOf: [{ name: x(n) }] }),
}

const PEOPLE: Record<keyof typeof PERSON_LIMITS, Reads> = {
  usernameLength: (n) => isRead(() => person({ preferredUsername: x(n) })),
  displayNameLength: (n) => person({ name: x(n) }).display_name?.length === n,
  bioLength: (n) => person({ summary: x(n) }).note?.length === n,
  fields: (n) => person({ attachment: many(n, (at) => field(`f${at}`, 'x')) }).fields?.length === n,
  fieldLength: (n) => {
    const [read] = person({ attachment: field(x(n), x(n)) }).fields ?? []
    return read?.name.length === n && read.value.length === n
  },
  aliases: (n) => person({ alsoKnownAs: many(n, url) }).also_known_as?.length === n,
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
