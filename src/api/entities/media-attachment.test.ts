import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remotePicture } from '../../../test/world/attachments.ts'
import { createUris } from '../../core/own-uris.ts'
import type { AttachmentDraft } from '../../db/tables/attachments.ts'
import { MediaAttachmentEntity, renderAttachment } from './media-attachment.ts'

const KEYS = { id: 1, status_id: 2, edit_id: null, place: 0, media_id: null, media_key: 'KEY', preview_key: null }
const app = { uris: createUris('https://lagoon.test') }
const render = (changes: Partial<AttachmentDraft>, keys: { media_key?: null; preview_key?: string } = {}) =>
  MediaAttachmentEntity.parse(renderAttachment(app, { ...remotePicture(changes), ...KEYS, ...keys }))

test('a picture has its size, that of its preview, and its focus', () => {
  assert.deepEqual(render({ width: 1280, height: 720, focus: [0.5, -1] }).meta, {
    original: { width: 1280, height: 720, size: '1280x720', aspect: 16 / 9 },
    small: { width: 640, height: 360, size: '640x360', aspect: 16 / 9 },
    focus: { x: 0.5, y: -1 },
  })
  assert.deepEqual(render({ width: null, height: null }).meta, {})
})

test('films and sounds have a duration in seconds', () => {
  const film = render({ type: 'video', width: 640, height: 360, duration: 182_500 })
  assert.deepEqual(film.meta.original, { width: 640, height: 360, duration: 182.5 })
  const sound = render({ type: 'audio', width: null, height: null, duration: 60_000 })
  assert.deepEqual(sound.meta, { original: { duration: 60 } })
})

test('media of other servers come through this one, and their origin is named', () => {
  const picture = render({ media_type: 'image/jpeg' })
  assert.equal(picture.url, 'https://lagoon.test/media/KEY/original.jpg')
  assert.equal(picture.preview_url, 'https://lagoon.test/media/KEY/preview.webp')
  assert.equal(picture.remote_url, 'https://reef.test/1.png')
  assert.equal(render({ media_type: 'text/html' }).url, 'https://lagoon.test/media/KEY/original')
})

test('the still picture of a film is its preview, and a sound has none', () => {
  const still = render({ type: 'video', preview_url: 'https://reef.test/still.jpg' }, { preview_key: 'STILL' })
  assert.equal(still.preview_url, 'https://lagoon.test/media/STILL/preview.webp')
  assert.equal(render({ type: 'video' }).preview_url, 'https://lagoon.test/media/KEY/preview.webp')
  assert.equal(render({ type: 'audio' }).preview_url, null)
})

test('what we do not serve is of an unknown type, with a link to its origin', () => {
  for (const file of [render({ type: 'unknown' }), render({ type: 'image' }, { media_key: null })])
    assert.deepEqual(
      [file.type, file.url, file.preview_url, file.remote_url],
      ['unknown', null, null, 'https://reef.test/1.png'],
    )
})
