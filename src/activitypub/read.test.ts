import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson } from '../lib/json.ts'
import {
  asArray,
  hasType,
  isObject,
  readAudience,
  readBoolean,
  readId,
  readIds,
  readInteger,
  readNatural,
  readString,
  readTime,
  readTypes,
  readUrl,
} from './read.ts'
import { AS, PUBLIC } from './vocabulary.ts'

const ANA = 'https://reef.test/users/ana'

test('a property may hold one value, many or none (A-02)', () => {
  assert.deepEqual(asArray(undefined), [])
  assert.deepEqual(asArray(null), [])
  assert.deepEqual(asArray('a'), ['a'])
  assert.deepEqual(asArray(['a', 'b', 'c'], 2), ['a', 'b'])
  assert.ok(isObject({}) && !isObject([]) && !isObject(null) && !isObject('x'))
})

test('ids are read from strings and embedded objects', () => {
  for (const value of [ANA, { id: ANA }, [ANA], [{ id: ANA }], 'https://REEF.test/users/ana']) {
    assert.equal(readId(value), ANA)
  }
  for (const value of [null, 5, {}, { id: { id: ANA } }, [ANA, ANA], [[ANA]], [], 'ana', { id: 5 }]) {
    assert.equal(readId(value), undefined)
  }
  assert.deepEqual(readIds([ANA, { id: ANA }, 5, null, [ANA], 'x', 'https://reef.test/b']), [
    ANA,
    'https://reef.test/b',
  ])
})

test('types are read by their short names (case 27)', () => {
  assert.deepEqual(readTypes({ type: 'Create' }), ['Create'])
  assert.deepEqual(readTypes({ type: ['Note', 5, null, `${AS}#Question`, 'as:Page'] }), ['Note', 'Question', 'Page'])
  assert.deepEqual(readTypes({ type: 'create' }), ['create'])
  for (const type of [null, {}, undefined, 5, '', []]) assert.deepEqual(readTypes({ type }), [])
  assert.deepEqual(readTypes({ type: 'constructor' }), ['constructor'])
  assert.ok(hasType({ type: ['x', 'Note'] }, 'Article', 'Note'))
  assert.ok(!hasType({}, 'Note'))
})

test('the page address is read from every form of `url` (case 30)', () => {
  const html = { type: 'Link', mediaType: 'text/html; charset=utf-8', href: 'https://reef.test/page' }
  const video = { type: 'Link', mediaType: 'video/mp4', href: 'https://reef.test/v.mp4' }
  assert.equal(readUrl('https://reef.test/page'), 'https://reef.test/page')
  assert.equal(readUrl({ href: 'https://reef.test/page' }), 'https://reef.test/page')
  assert.equal(readUrl([video, html]), 'https://reef.test/page')
  assert.equal(readUrl([video]), 'https://reef.test/v.mp4')
  assert.equal(readUrl([{ href: 'javascript:alert(1)' }, 5, null]), undefined)
})

test('times are read with and without a zone, and invalid ones are ignored', () => {
  assert.equal(readTime('2026-01-02T03:04:05Z'), Date.UTC(2026, 0, 2, 3, 4, 5))
  assert.equal(readTime('2026-01-02T03:04:05.678901+02:00'), Date.UTC(2026, 0, 2, 1, 4, 5, 678))
  assert.equal(readTime('2026-01-02T03:04:05'), Date.UTC(2026, 0, 2, 3, 4, 5))
  for (const text of [
    undefined,
    5,
    '',
    'now',
    '2026',
    '2026-01-02',
    '2026-13-01T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '+012026-01-01T00:00:00Z',
    '10000-01-01T00:00:00Z',
    'x'.repeat(1e6),
    '2026-02-30T99:00:00Z',
  ]) {
    assert.equal(readTime(text), undefined, String(text).slice(0, 40))
  }
})

test('texts are read with their language', () => {
  assert.deepEqual(readNatural({ content: 'hi', contentMap: { en: 'hi' } }, 'content'), { text: 'hi', language: 'en' })
  assert.deepEqual(readNatural({ content: 'hi', contentMap: { de: 'na', en: 'hi' } }, 'content'), {
    text: 'hi',
    language: 'en',
  })
  const map = { contentMap: { de: 'na', en: 'hi' } }
  assert.deepEqual(readNatural(map, 'content', { language: 'en' }), { text: 'hi', language: 'en' })
  assert.deepEqual(readNatural(map, 'content'), { text: 'na', language: 'de' })
  assert.deepEqual(readNatural({ name: { en: 'hi' } }, 'name'), { text: 'hi', language: 'en' })
  assert.deepEqual(readNatural({ content: 'long text' }, 'content', { max: 4 })?.text, 'long')
  assert.deepEqual(readNatural({ contentMap: { 'not a tag!': 'x' } }, 'content'), { text: 'x', language: undefined })
  assert.equal(readNatural({ summary: null, summaryMap: [] }, 'summary'), undefined)
  assert.equal(readNatural({ content: 5 }, 'content'), undefined)
  assert.equal(readString('ab😀', 3), 'ab')
  assert.equal(readString(['a', 'b']), 'a')
})

test('audiences are read, with one spelling for everyone (case 28)', () => {
  const to = ['as:Public', 'Public', PUBLIC, ANA, { id: ANA }, [ANA], 5, null, 'x']
  assert.deepEqual(readAudience({ to, cc: ANA, bto: PUBLIC, bcc: ANA }), { to: [PUBLIC, ANA], cc: [ANA] })
  assert.deepEqual(readAudience({ to: null }), { to: [], cc: [] })
  assert.deepEqual(readAudience({ to: ['public'] }).to, [], 'the comparison is case-sensitive')
})

test('integers and booleans are read, and other values ignored', () => {
  assert.equal(readInteger(5), 5)
  for (const value of [-1, 2 ** 63, 0.5, '5', null, Number.NaN]) assert.equal(readInteger(value), undefined)
  assert.equal(readInteger(11, { max: 10 }), undefined)
  assert.equal(readBoolean('true'), true)
  assert.equal(readBoolean(false), false)
  assert.equal(readBoolean(1), undefined)
})

test('names with a meaning in JavaScript are ordinary names (case 24)', () => {
  const json = parseJson('{"__proto__":{"type":"Note"},"constructor":{"prototype":{"x":1}},"to":{"id":"toString"}}')
  assert.ok(isObject(json))
  assert.deepEqual(readTypes(json), [])
  assert.deepEqual(readAudience(json), { to: [], cc: [] })
  assert.equal(({} as { x?: unknown }).x, undefined)
})
