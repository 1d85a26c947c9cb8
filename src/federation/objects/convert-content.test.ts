import assert from 'node:assert/strict'
import { test } from 'node:test'
import { htmlToText } from '../../lib/html/html-to-text.ts'
import { parseNote } from './parse-note.ts'

const PAGE = 'https://reef.test/@bo/1'
const parse = (changes: object) =>
  parseNote({
    id: 'https://reef.test/notes/1',
    type: 'Note',
    attributedTo: 'https://reef.test/users/bo',
    url: PAGE,
    content: '<p>hi</p>',
    ...changes,
  })
const shown = (changes: object) => htmlToText(parse(changes).content).split('\n')

test('the title of a post is shown, and kept as plain text', () => {
  assert.deepEqual(shown({ name: 'Tides <3 & <b>moons</b>' }), ['Tides <3 & <b>moons</b>', 'hi'])
  assert.deepEqual(shown({ name: 'Tides', content: undefined }), ['Tides'])
  assert.deepEqual(shown({ type: 'Article', nameMap: { en: 'Tides' } }), ['Tides', 'hi', PAGE])
  assert.deepEqual(shown({ type: 'Question', name: 'Tides', oneOf: [{ name: 'a <b>' }] }), [
    'Tides',
    'hi',
    'a <b>',
    PAGE,
  ])
})

test('what is no title of its own is not shown as one', () => {
  // NodeBB repeats the title of the topic.
  assert.deepEqual(shown({ name: 'The topic', inReplyTo: 'https://reef.test/notes/0' }), ['hi'])
  // WriteFreely names an untitled post by its first words.
  const content = '<p>One, two, three, four <b>and</b> five. Six</p><p>seven</p>'
  for (const name of [
    'One, two, three, four and five.',
    'One, two…',
    'One, two...',
    'One, two, three, four and five. Six',
  ])
    for (const type of ['Note', 'Article'])
      assert.equal(shown({ name, content, type })[0], 'One, two, three, four and five. Six', `${type} ${name}`)
  assert.deepEqual(shown({ name: 'One', content: '<p>One more</p>' }), ['One', 'One more'])
})

test('a reply with a name and no text is a vote; one with a picture, or with a text that shows nothing, is not (A-26)', () => {
  const inReplyTo = 'https://lagoon.test/notes/1'
  const vote = { name: 'red', content: undefined, inReplyTo }
  assert.equal(parse(vote).isVote, true)
  assert.equal(parse({ ...vote, content: '' }).isVote, true)
  assert.equal(parse({ ...vote, inReplyTo: null }).isVote, false)
  assert.equal(parse({ ...vote, attachment: { type: 'Image', url: 'https://reef.test/1.png' } }).isVote, false)
  assert.equal(parse({ ...vote, content: '<p><img src="https://reef.test/1.png"></p>' }).isVote, false)
})

test('the summary of an article stands for it, unless it is a warning', () => {
  const article = { type: 'Article', name: 'Tides', summary: '<p>What they do &amp; why</p>' }
  assert.deepEqual(shown(article), ['Tides', 'What they do & why', PAGE])
  assert.equal(parse(article).content_warning, '')
  const warned = { ...article, sensitive: true }
  assert.deepEqual(shown(warned), ['Tides', 'hi', PAGE])
  assert.equal(parse(warned).content_warning, 'What they do & why')
  // PeerTube explains in it what is sensitive about a film.
  assert.equal(parse({ ...warned, type: 'Video' }).content_warning, 'What they do & why')
})

test('a long article is folded behind its link, at the end of a paragraph', () => {
  const text = (n: number) => `<p>${'word '.repeat(n).trim()}</p>`
  const folded = shown({ type: 'Article', content: text(50) + text(60) + text(500) })
  assert.deepEqual(
    folded.map((line) => line.length),
    [249, 299, 1, PAGE.length],
  )
  assert.equal(folded[2], '…')
  const [heading, beginning = ''] = shown({ type: 'Article', content: `<h2>Tides</h2>${text(500)}${text(50)}` })
  assert.equal(heading, 'Tides')
  assert.match(beginning, /^(?:word ){115,119}word…$/, 'a heading alone says too little')
  assert.equal(shown({ type: 'Article', content: text(100) + text(200) }).length, 3)
  const [one = ''] = shown({
    type: 'Article',
    content: `<blockquote><ul><li>${'a &lt;b> '.repeat(1000)}</li></ul></blockquote>`,
  })
  assert.ok(one.length > 250 && one.length <= 601, one)
  assert.equal(shown({ type: 'Article', summary: 'Beware', sensitive: true, content: text(50) + text(900) }).length, 3)
  assert.equal(shown({ type: 'Page', content: text(50) + text(900) }).length, 3)
})

test('what a link post is about is shown', () => {
  const attachment = [{ type: 'Link', href: 'https://news.test/?a=1&b=2', mediaType: 'text/html; charset=utf-8' }]
  const page = { type: 'Page', name: 'News', attachment }
  assert.deepEqual(shown(page), ['News', 'https://news.test/?a=1&b=2', 'hi', PAGE])
  assert.deepEqual(shown({ ...page, content: '<p>https://news.test/?a=1&amp;b=2 is new</p>' }).length, 3)
  assert.deepEqual(shown({ ...page, attachment: { type: 'Link', href: PAGE } }), ['News', 'hi', PAGE])
  assert.deepEqual(shown({ ...page, attachment: { type: 'Link', href: 'javascript:alert(1)' } }), ['News', 'hi', PAGE])
  const picture = { type: 'Link', href: 'https://reef.test/1.png', mediaType: 'image/png' }
  assert.deepEqual(shown({ ...page, attachment: picture }), ['News', 'hi', PAGE])
})

test('the language is that of the text, or of the title or summary, or the one that is named', () => {
  const language = (changes: object) => parse(changes).language
  assert.equal(language({ contentMap: { en: '<p>hi</p>' }, nameMap: { de: 'x' } }), 'en')
  assert.equal(language({ name: 'Guten Morgen', nameMap: { DE: 'Guten Morgen' }, summaryMap: { fr: 'x' } }), 'de')
  assert.equal(language({ summaryMap: { 'pt-BR': 'x' } }), 'pt-br')
  assert.equal(language({ language: { identifier: 'fr', name: 'French' } }), 'fr')
  assert.equal(language({ inLanguage: 'nl' }), 'nl')
  for (const none of [{}, { language: { identifier: 'und' } }, { inLanguage: '<b>' }])
    assert.equal(language(none), null)
})

test('the beginning of an article ends before or after a folded part, never in it', () => {
  const text = `<p>${'word '.repeat(70)}</p><details><summary>T</summary><p>${'x '.repeat(50)}</p><p>${'y '.repeat(900)}</p></details>`
  const { content } = parse({ type: 'Article', content: text })
  assert.doesNotMatch(content, /<details>/)
  assert.match(content, /word <\/p><p>…<\/p>/)
})
