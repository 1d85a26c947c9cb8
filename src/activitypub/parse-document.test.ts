import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JsonError } from '../lib/json-error.ts'
import { parseDocument } from './parse-document.ts'
import { AS } from './vocabulary.ts'

const refuses = (text: string) => assert.throws(() => parseDocument(text), JsonError, text)

test('JSON-LD keywords that could hide another graph are refused as names, at any depth (A-01)', () => {
  refuses('{"a":[{"b":{"@graph":[]}}]}')
  refuses('{"@included" : 1}')
  refuses(JSON.stringify({ '@context': [{ x: { '@reverse': 'y' } }] }))
  const text = JSON.stringify({ '@context': AS, a: '@graph', b: null, '@id': '"@graph":', c: ['@graph'] })
  assert.deepEqual(parseDocument(text), JSON.parse(text))
})

test('an escaped spelling of such a keyword is the same name', () => {
  refuses(String.raw`{"\u0040graph":1}`)
  refuses(String.raw`{"@gr\u0061ph":1}`)
  const everyCharacter = [...'@included'].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
  refuses(`{"x":{"${everyCharacter.join('')}":1}}`)
  assert.ok(parseDocument(String.raw`{"\\u0040graph":1,"\"@graph":1}`))
})

test('a document is one object', () => {
  for (const text of ['[]', '"x"', 'null', '5', '']) refuses(text)
})
