import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remotePicture } from '../../../test/world/attachments.ts'
import { createUris } from '../../core/own-uris.ts'
import type { Attachment } from '../../db/tables/attachments.ts'
import { parseAttachments } from './parse-attachments.ts'
import { renderAttachments } from './render-attachments.ts'

const uris = createUris('https://lagoon.test', 'https://media.lagoon.test')
const KEYS = { id: 1, status_id: 2, edit_id: null, place: 0, media_id: 3, media_key: 'k', preview_key: null }
const BLURHASH = 'L9M^#R=1fQ=1|xo1fQo1fQfQfQfQ'
const picture = (changes: Partial<Attachment>): Attachment => ({ ...remotePicture(), ...KEYS, ...changes })
const render = (changes: Partial<Attachment>) => renderAttachments(uris, [picture(changes)])[0]

test('a picture goes out with everything that peers read', () => {
  const whole = { media_type: 'image/webp', description: 'a fish', blurhash: BLURHASH, focus: [0.5, -0.25] } as const
  assert.deepEqual(render({ ...whole, width: 640, height: 480 }), {
    type: 'Document',
    mediaType: 'image/webp',
    url: 'https://media.lagoon.test/media/k/original.webp',
    name: 'a fish',
    summary: 'a fish',
    blurhash: BLURHASH,
    focalPoint: [0.5, -0.25],
    width: 640,
    height: 480,
  })
})

test('what is not known is left out', () => {
  assert.deepEqual(render({ type: 'audio', media_type: 'audio/mpeg', width: null, height: null }), {
    type: 'Document',
    mediaType: 'audio/mpeg',
    url: 'https://media.lagoon.test/media/k/original.mp3',
    name: null,
  })
})

test('a film has a duration and a still picture, a sound with a cover as well', () => {
  const icon = { type: 'Image', mediaType: 'image/webp', url: 'https://media.lagoon.test/media/k/preview.webp' }
  for (const type of ['video', 'audio'] as const) {
    const { duration, icon: still } =
      render({ type, media_type: 'video/mp4', duration: 182_500, blurhash: BLURHASH }) ?? {}
    assert.deepEqual([duration, still], ['PT182.5S', icon])
  }
})

test('Atoll reads what it writes', () => {
  const media = [
    picture({ media_type: 'image/png', description: 'a <fish>', blurhash: BLURHASH, focus: [1, -1] }),
    picture({
      type: 'video',
      media_type: 'video/mp4',
      description: null,
      blurhash: BLURHASH,
      duration: 1,
      media_key: 'f',
    }),
    picture({ type: 'audio', media_type: 'audio/mpeg', width: null, height: null, duration: 60_000, media_key: 's' }),
  ]
  const read = parseAttachments({ type: 'Note', attachment: renderAttachments(uris, media) })
  const sent = media.map(({ type, media_type, description, blurhash, focus, width, height, duration }) => ({
    ...{ type, media_type, description, blurhash, focus, width, height, duration },
  }))
  assert.deepEqual(
    read.map(({ url, preview_url, ...described }) => described),
    sent,
  )
  assert.deepEqual(
    read.map(({ preview_url }) => preview_url),
    [null, 'https://media.lagoon.test/media/f/preview.webp', null],
  )
})
