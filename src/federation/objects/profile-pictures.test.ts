import assert from 'node:assert/strict'
import { test } from 'node:test'
import { profilePictures } from './profile-pictures.ts'

const PNG = 'https://m.test/1.png'
const avatarOf = (icon: unknown) => profilePictures({ icon }).avatar_url

test('a picture is an Image, a Link, an address, or a list of these', () => {
  const image = { type: 'Image', mediaType: 'image/png', url: PNG }
  const link = { type: 'Link', href: PNG, mediaType: 'image/png' }
  for (const icon of [PNG, [PNG], image, [image], link, { type: 'Image', url: [link] }, { url: PNG, mediaType: null }])
    assert.equal(avatarOf(icon), PNG, JSON.stringify(icon))
})

test('the widest sensible one of a list is used', () => {
  const sized = (width: number) => ({ type: 'Image', url: `https://m.test/${width}.png`, width, height: width })
  const widest = (...widths: number[]) => avatarOf(widths.map(sized))
  assert.equal(widest(48, 600, 120), 'https://m.test/600.png')
  assert.equal(widest(48, 8000, 600), 'https://m.test/600.png')
  assert.equal(widest(8000, 4000), 'https://m.test/4000.png')
})

test('a film, a page, a note and a script are no pictures', () => {
  const film = { type: 'Image', mediaType: 'video/mp4', url: PNG }
  const none = [
    film,
    { type: 'Video', url: PNG },
    { type: 'Note', url: PNG },
    'javascript:x',
    'data:image/png,x',
    null,
    5,
  ]
  for (const icon of [
    ...none,
    { type: 'Link', href: PNG, mediaType: 'text/html' },
    { url: PNG, mediaType: 'image/svg+xml' },
  ])
    assert.equal(avatarOf(icon), null, JSON.stringify(icon))
  assert.equal(avatarOf([film, { type: 'Image', url: 'https://m.test/2.png' }]), 'https://m.test/2.png')
})

test('a picture may have an alt text', () => {
  const icon = { type: 'Image', url: PNG, name: 'my <face>' }
  const read = profilePictures({ icon, image: { ...icon, summary: 'the sea', url: undefined } })
  assert.deepEqual(read, {
    avatar_url: PNG,
    avatar_description: 'my <face>',
    header_url: null,
    header_description: '',
  })
})
