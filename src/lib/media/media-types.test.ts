import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extensionOf, isServable } from './media-types.ts'

const never = [
  'image/svg+xml', 'text/html', 'application/xhtml+xml', 'text/xml', 'application/json', 'application/activity+json',
  'application/ld+json', 'text/javascript', 'application/pdf', 'text/plain', 'application/octet-stream', 'image/tiff',
  'image/jpeg; profile="https://www.w3.org/ns/activitystreams"', 'IMAGE/JPEG', ' image/jpeg', '', 'constructor', '__proto__',
] // biome-ignore format: a table
for (const type of never) {
  test(`“${type}” is never served as media (R-31)`, () => assert.equal(isServable(type), false))
}

test('pictures, films and sounds are served, with the extension that programs expect', () => {
  const served = ['image/jpeg', 'image/webp', 'video/mp4', 'audio/mpeg'].filter(isServable)
  assert.deepEqual(served.map(extensionOf), ['jpg', 'webp', 'mp4', 'mp3'])
})
