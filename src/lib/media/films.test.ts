import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { describeFilm, film, MOVING, noFilms, TONE } from '../../../test/world/films.ts'
import { type MediaScene, mediaScene } from '../../../test/world/media.ts'
import { createDecoder } from './decoder.ts'

let scene: MediaScene
before(async () => {
  scene = await mediaScene()
})
after(() => scene[Symbol.asyncDispose]())

const skip = noFilms
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']
const PLACE = '+48.8577+002.2950/'
const LATITUDE = '48.8577'
const TAGS = ['-metadata', `location=${PLACE}`, '-metadata', 'title=Secret', '-metadata', 'comment=Secret']
const make = (name: string, ...args: string[]) => film(scene.folder, name, ...args)

for (const [name, args] of [
  ['copied.mp4', [...H264, '-c:a', 'aac']],
  ['copied.mov', [...H264, '-c:a', 'aac']],
  ['encoded.webm', ['-c:v', 'libvpx', '-cpu-used', '8', '-deadline', 'realtime', '-c:a', 'libopus']],
  ['encoded.mkv', ['-c:v', 'mpeg4', '-c:a', 'flac']],
] as const) {
  test(`a film as ${name.split('.')[1]} is served as MP4, with a still picture`, { skip }, async () => {
    const made = await scene.decode(await make(name, ...MOVING, ...TONE, ...TAGS, ...args))
    assert.deepEqual([made.type, made.width, made.height, made.hasSound], ['video', 320, 240, true])
    assert.equal(made.file?.mediaType, 'video/mp4')
    assert.deepEqual([made.preview?.mediaType, made.preview?.width], ['image/webp', 320])
    assert.ok(Math.abs((made.durationMs ?? 0) - 1_000) < 100, String(made.durationMs))
    assert.equal(made.frameRate, 10)
    assert.ok((made.bitRate ?? 0) > 10_000)
    assert.match(made.blurhash ?? '', /^.{20,}$/)
    const facts = await describeFilm(made.file?.path ?? '')
    assert.ok(facts.includes('"codec_name": "h264"') && facts.includes('"codec_name": "aac"'))
  })
}

test('a film keeps neither its place nor its title, also in what is copied (R-65)', { skip }, async () => {
  const tagged = await make('tagged.mov', ...MOVING, ...TONE, ...H264, ...TAGS)
  const xmp = box(
    'uuid',
    Buffer.concat([Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex'), Buffer.from('<x:xmpmeta/>')]),
  )
  const source = Buffer.concat([tagged, xmp])
  const { file } = await scene.decode(source)
  const bytes = await readFile(file?.path ?? '')
  for (const secret of [LATITUDE, 'Secret', 'x264 - core', 'uuid', 'xmpmeta', Buffer.from('a978797a', 'hex')]) {
    assert.ok(source.includes(secret), `the source has ${secret}`)
    assert.ok(!bytes.includes(secret), `the result has ${secret}`)
  }
  assert.doesNotMatch(await describeFilm(file?.path ?? ''), new RegExp(`Secret|${LATITUDE}`))
})

test('a film that was filmed upright is upright, copied or encoded', { skip }, async () => {
  await make('lying.mp4', ...MOVING, ...H264)
  for (const [name, ...codec] of [
    ['copied.mp4', '-c', 'copy'],
    ['encoded.mov', '-c:v', 'mpeg4'],
  ] as const) {
    const source = turned(await make(name, '-i', `${scene.folder}/lying.mp4`, ...codec))
    const { width, height, preview } = await scene.decode(source)
    assert.deepEqual([width, height, preview?.width, preview?.height], [240, 320, 240, 320], name)
  }
})

test('a film with odd sides or oblong pixels is served with even sides and square pixels', { skip }, async () => {
  const odd = await make('odd.mp4', '-f', 'lavfi', '-i', 'testsrc=size=101x77:duration=1', '-c:v', 'mpeg4')
  const { width, height } = await scene.decode(odd)
  assert.deepEqual([width, height], [100, 76])
  const oblong = await make('oblong.mp4', ...MOVING, '-vf', 'setsar=2/1', ...H264)
  const wide = await scene.decode(oblong)
  assert.deepEqual([wide.width, wide.height], [640, 240])
})

test('a film that does not say how long it is has its real duration', { skip }, async () => {
  // As browsers record: into a pipe, so that the head is never completed.
  const source = await make('live.webm', ...MOVING, '-c:v', 'libvpx', '-deadline', 'realtime', '-live', '1')
  const { durationMs, hasSound } = await scene.decode(source)
  assert.ok(Math.abs((durationMs ?? 0) - 1_000) < 100, String(durationMs))
  assert.equal(hasSound, false)
})

for (const [name, mediaType, ...args] of [
  ['sound.mp3', 'audio/mpeg', '-c:a', 'libmp3lame'],
  ['sound.ogg', 'audio/ogg', '-c:a', 'libvorbis'],
  ['sound.opus', 'audio/ogg', '-c:a', 'libopus'],
  ['sound.flac', 'audio/flac'],
  ['sound.wav', 'audio/mpeg'],
  ['sound.m4a', 'audio/mp4', '-c:a', 'aac'],
  ['sound.aac', 'audio/mp4', '-c:a', 'aac'],
  ['sound.mp4', 'audio/mp4', '-c:a', 'aac'],
  ['sound.webm', 'audio/ogg', '-c:a', 'libopus'],
] as const) {
  test(`${name} is served as ${mediaType}, without tags`, { skip }, async () => {
    const made = await scene.decode(await make(name, ...TONE, ...TAGS, ...args))
    assert.deepEqual([made.type, made.file?.mediaType, made.preview], ['audio', mediaType, undefined])
    assert.ok(Math.abs((made.durationMs ?? 0) - 1_000) < 150, String(made.durationMs))
    assert.ok((made.bitRate ?? 0) > 10_000)
    assert.ok(!(await readFile(made.file?.path ?? '')).includes('Secret'))
    assert.doesNotMatch(await describeFilm(made.file?.path ?? ''), new RegExp(`Secret|${LATITUDE}`))
  })
}

test('the cover of a sound becomes its preview', { skip }, async () => {
  await make('cover.png', '-f', 'lavfi', '-i', 'color=teal:size=300x300', '-frames:v', '1')
  const cover = [
    '-i',
    `${scene.folder}/cover.png`,
    '-map',
    '0',
    '-map',
    '1',
    '-c:v',
    'copy',
    '-disposition:v',
    'attached_pic',
  ]
  for (const name of ['covered.mp3', 'covered.flac', 'covered.m4a']) {
    const made = await scene.decode(await make(name, ...TONE, ...cover))
    assert.deepEqual([made.type, made.preview?.mediaType, made.preview?.width], ['audio', 'image/webp', 300], name)
    assert.match(made.blurhash ?? '', /^.{6,}$/)
  }
})

test('an animated GIF becomes a film that repeats, and a still one stays a picture', { skip }, async () => {
  const gif = await make('moving.gif', ...MOVING, '-r', '5')
  const made = await scene.decode(gif)
  assert.deepEqual(
    [made.type, made.file?.mediaType, made.hasSound, made.isAnimated],
    ['gifv', 'video/mp4', false, true],
  )
  assert.deepEqual([made.width, made.height, made.preview?.mediaType], [320, 240, 'image/webp'])
  const still = await scene.decode(await make('still.gif', ...MOVING, '-frames:v', '1'))
  assert.deepEqual([still.type, still.file?.mediaType, still.isAnimated], ['image', 'image/gif', false])
})

test('only the preview is made of a film that is served as its origin made it', { skip }, async () => {
  const made = await scene.decode(await make('kept.webm', ...MOVING, '-c:v', 'libvpx', '-deadline', 'realtime'), { keepOriginal: true }) // biome-ignore format: one call
  assert.deepEqual([made.type, made.file, made.width, made.preview?.width], ['video', undefined, 320, 320])
})

test('a film cannot be an avatar', { skip }, async () => {
  const source = await make('avatar.mp4', ...MOVING, ...H264)
  assert.deepEqual(await scene.refusal(source, { use: 'avatar' }), ['media-not-a-picture'])
})

test('without ffmpeg, films are refused and an animated GIF stays a GIF', { skip }, async () => {
  await using plain = await mediaScene(createDecoder(''))
  assert.deepEqual(await plain.refusal(await make('plain.mp4', ...MOVING, ...H264)), ['media-needs-ffmpeg'])
  const made = await plain.decode(await make('plain.gif', ...MOVING, '-r', '5'))
  assert.deepEqual([made.type, made.file?.mediaType, made.isAnimated], ['image', 'image/gif', true])
  const { ffmpeg, mediaTypes } = await plain.decoder.abilities()
  assert.equal(ffmpeg, undefined)
  assert.ok(!mediaTypes.includes('video/mp4'))
})

function box(name: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(content.length + 8)
  head.write(name, 4)
  return Buffer.concat([head, content])
}

/** Turns a film by a quarter, as telephones do: in the matrix of its track (ISO/IEC 14496-12, 8.3.2). */
function turned(source: Buffer): Buffer {
  const matrix = source.indexOf('tkhd') + 4 + 40
  const turn = [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000]
  turn.forEach((value, index) => void source.writeInt32BE(value, matrix + index * 4))
  return source
}

test('a film with subtitles and attached files is served without them', { skip }, async () => {
  const subtitles = join(scene.folder, 'a.srt')
  await writeFile(subtitles, '1\n00:00:00,000 --> 00:00:01,000\nSECRET\n')
  const source = [...MOVING, ...TONE, '-i', subtitles, '-map', '0', '-map', '1', '-map', '2']
  for (const [name, codec] of [
    ['a.mkv', 'srt'],
    ['b.mkv', 'ass'],
    ['a.mp4', 'mov_text'],
  ] as const) {
    // biome-ignore format: one list
    const attached = name === 'a.mkv' ? ['-attach', subtitles, '-metadata:s:t', 'mimetype=text/plain'] : []
    const { type, file } = await scene.decode(
      await film(scene.folder, name, ...source, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:s', codec, ...attached),
    )
    assert.equal(type, 'video', name)
    assert.doesNotMatch(await describeFilm(String(file?.path)), /subtitle|attachment/, name)
  }
})

test('a film whose codec is not decoded is refused with the name of it, not as damaged', { skip }, async () => {
  const exotic = await film(scene.folder, 'exotic.mkv', ...MOVING, '-c:v', 'ffv1')
  assert.deepEqual(await scene.refusal(exotic), ['media-unsupported-codec', { codec: 'ffv1' }])
  const sound = await film(scene.folder, 'sound.mkv', ...MOVING, ...TONE, '-c:v', 'libx264', '-c:a', 'ac3')
  assert.deepEqual(await scene.refusal(sound), ['media-unsupported-codec', { codec: 'ac3' }])
})
