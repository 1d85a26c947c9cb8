import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseXml } from '../../test/world/feed-reader.ts'
import { element, textElement, xmlDocument } from './xml.ts'

test('what XML cannot hold is left out, and everything else is read as it was written', () => {
  const odd = '\u0000\u0008\t\n\r\u000b\u001f&<>"\']]>\ud800\ufffe\uffff\u{1f3dd}'
  const kept = '\t\n\r&<>"\']]>\ufffd\u{1f3dd}'
  const { attributes, text } = parseXml(xmlDocument(textElement('a', odd, { b: odd, c: null, d: undefined, e: 0 })))
  assert.equal(text, kept)
  assert.deepEqual(attributes, { b: kept, e: '0' })
})

test('every text makes a well-formed document', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, value) => {
      const written = xmlDocument(element('a', { value }, textElement('b', text), [element('c', {})]))
      assert.deepEqual(
        parseXml(written).children.map(({ name }) => name),
        ['b', 'c'],
      )
    }),
  )
})
