import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cleanTag } from './clean-tag.ts'
import { findEntities } from './find-entities.ts'
import { normalizeTag } from './normalize-tag.ts'

const tagsIn = (text: string) => findEntities(text).flatMap((one) => (one.type === 'hashtag' ? [one.name] : []))

test('a hashtag may be a word of any script', () => {
  const words = [
    ...['ぼっち・ざ・ろっく', 'ｽﾎﾟﾁﾊｲ', 'スタバ･コーヒー', 'col·lecció', '東京2026', '한국어'],
    ...['हिन्दी', 'العَرَبِيَّة', 'می\u200cخواهم', 'ภาษาไทย', 'ශ්\u200dරී', 'Ελλάδα', 'čeština', '_private_', '3d'],
  ]
  for (const word of words) {
    assert.deepEqual(tagsIn(`(#${word}) and #${word}, #${word}・ ＃${word}\u200c.`), [word, word, word, word])
    assert.equal(cleanTag(`#${word}`), word)
  }
})

test('a hashtag ends at signs and emojis, and a number or a part of a word is none', () => {
  assert.deepEqual(tagsIn('#cat🐱 #it’s #rock-n-roll #a・・b #C++'), ['cat', 'it', 'rock', 'a・・b', 'C'])
  assert.deepEqual(tagsIn('#1 #2026 #1·2 #️⃣ #1️⃣ #🐱 #・a #_ x#y C#sharp नमस्ते#y /#y #'), [])
  assert.deepEqual(tagsIn(`#${'a'.repeat(101)} #${'b'.repeat(100)}`), ['b'.repeat(100)])
})

test('a hashtag of another server loses what a hashtag cannot have', () => {
  const names = ['#rogue-like', 'plain', '##Two Words', '#・x・', '#C++', '#🐱', '#2026', '#', '<b>', '#a\u0301']
  assert.deepEqual(names.map(cleanTag), ['roguelike', 'plain', 'TwoWords', 'x', 'C', ...Array(3), 'b', 'á'])
  assert.equal(cleanTag(`#${'a'.repeat(101)}`), undefined)
  // Invisible characters would make a hashtag look like another one.
  for (const name of ['#ab\u200bc', '#ab\u202ec', '#ab\u0000c', '#ab\ufeffc', '#ab\u2060c'])
    assert.equal(cleanTag(name), undefined)
  assert.notEqual(normalizeTag('ab\u200dc'), normalizeTag('abc'))
})

test('spellings that Mastodon takes for one hashtag are one', () => {
  const same = [
    ['#BLÅHAJ', 'blahaj'],
    ['＃Ｓｙｎｔｈ', 'synth'],
    ['ｽﾎﾟﾁﾊｲ', 'スポチハイ'],
    ['Łódź', 'lodz'],
    ['İstanbul', 'istanbul'],
    ['e\u0301te\u0301', 'ete'],
    ['Õnne', 'onne'],
  ] as const
  for (const [one, other] of same) assert.equal(normalizeTag(one), other)
  for (const word of [
    'йод',
    'ばか',
    'ελλάδα',
    'हिन्दी',
    '한국어',
    'ぼっち・ざ・ろっく',
    'straße',
    'việt',
    'ශ්\u200dරී',
    'cœur',
  ])
    assert.equal(normalizeTag(word), word)
})
