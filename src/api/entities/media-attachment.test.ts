import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remotePicture } from '../../../test/world/attachments.ts'
import { createUris } from '../../core/own-uris.ts'
import type { AttachmentDraft } from '../../db/tables/attachments.ts'
import { MediaAttachmentEntity, renderAttachment } from './media-attachment.ts'

const KEYS = { id: 1, status_id: 2, edit_id: null, place: 0, media_id: null, media_key: null, preview_key: null }
const app = { uris: createUris('https://lagoon.test') }
const render = (changes: Partial<AttachmentDraft>) =>
  MediaAttachmentEntity.parse(renderAttachment(app, { ...remotePicture(changes), ...KEYS }))

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

test('the still picture of a film is its preview', () => {
  const preview_url = 'https://reef.test/still.jpg'
  assert.equal(render({ type: 'video', preview_url }).preview_url, preview_url)
  assert.equal(render({ type: 'video' }).preview_url, null)
  assert.equal(render({}).preview_url, 'https://reef.test/1.png')
})
