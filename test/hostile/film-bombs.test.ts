/** Films and sounds that were made to hurt whoever opens them (cases 81 and 82). */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { MediaLimits } from '../../src/lib/media/decoded.ts'
import { pngOf } from '../world/bombs.ts'
import { film, MOVING, noFilms, TONE } from '../world/films.ts'
import { type MediaScene, mediaScene } from '../world/media.ts'

const MB = 1_000_000
/** What one file may add to the memory of the server, whatever it is. */
const MOST_GROWTH = 24 * MB
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']
const HOURS = ['-f', 'lavfi', '-i', 'color=size=16x16:rate=1/60:duration=36000']
const UNTIMED = ['-c:v', 'libvpx', '-deadline', 'realtime', '-live', '1']
const skip = noFilms

let scene: MediaScene
let good: Buffer
let sound: Buffer
before(async () => {
  scene = await mediaScene()
  if (skip) return
  good = await make('good.mp4', ...MOVING, ...TONE, ...H264, '-movflags', '+faststart')
  sound = await make('good.mp3', ...TONE)
})
after(() => scene[Symbol.asyncDispose]())

let made = 0
const make = (name: string, ...args: readonly string[]) => film(scene.folder, `${made++}-${name}`, ...args)

/** Overwrites a number in every box of a name (ISO/IEC 14496-12). */
function patched(
  source: Buffer,
  ...changes: readonly (readonly [box: string, offset: number, value: number])[]
): Buffer {
  const bytes = Buffer.from(source)
  for (const [box, offset, value] of changes)
    for (let at = bytes.indexOf(box); at > 0; at = bytes.indexOf(box, at + 4)) bytes.writeUInt32BE(value, at + offset)
  return bytes
}

const lasting = (source: Buffer, duration: number) =>
  patched(source, ['mvhd', 20, duration], ['tkhd', 24, duration], ['mdhd', 20, duration])

const CONTAINERS = new Set(['moov', 'trak', 'mdia', 'minf', 'dinf'])

/** The same film, but its content is zeros, and is said to lie in another file in the folder above. */
function referring(source: Buffer, name: string): Buffer {
  const boxes: Buffer[] = []
  for (let at = 0; at + 8 <= source.length; at += source.readUInt32BE(at)) {
    const box = source.toString('latin1', at + 4, at + 8)
    const inside = source.subarray(at + 8, at + source.readUInt32BE(at))
    if (box === 'dref') boxes.push(boxOf(box, aliasOf(name)))
    else if (box === 'mdat') boxes.push(boxOf(box, Buffer.alloc(inside.length)))
    else boxes.push(boxOf(box, CONTAINERS.has(box) ? referring(inside, name) : inside))
  }
  return Buffer.concat(boxes)
}

function boxOf(name: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(content.length + 8)
  head.write(name, 4, 'latin1')
  return Buffer.concat([head, content])
}

/** One reference, as an alias record of QuickTime: of a file that is one level above, and there by its name. */
function aliasOf(name: string): Buffer {
  const path = `volume:folder:${name}`
  const record = Buffer.alloc(136 + path.length + (path.length % 2) + 24)
  record.writeUInt8(name.length, 50)
  record.write(name, 51)
  record.writeUInt16BE(2, 130)
  record.writeUInt16BE(1, 132)
  const tail = 150
  record.writeUInt16BE(2, tail)
  record.writeUInt16BE(path.length, tail + 2)
  record.write(path, tail + 4)
  record.writeUInt16BE(0xffff, record.length - 4)
  return Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]), boxOf('alis', Buffer.concat([Buffer.alloc(4), record]))])
}

/** Numbers of ID3 have seven bits in each byte. */
const syncSafe = (value: number) => Buffer.from([21, 14, 7, 0].map((shift) => (value >> shift) & 0x7f))

function id3(content: Uint8Array, claimed = content.length): Buffer {
  return Buffer.concat([Buffer.from('ID3\x04\0\0', 'latin1'), syncSafe(claimed), content])
}

/** A sound with a picture of its album. */
function covered(picture: Uint8Array): Buffer {
  const cover = Buffer.concat([Buffer.from('\0image/png\0\x03\0', 'latin1'), picture])
  return Buffer.concat([
    id3(Buffer.concat([Buffer.from('APIC'), syncSafe(cover.length), Buffer.alloc(2), cover])),
    sound,
  ])
}

interface Bomb {
  make: () => Promise<Buffer> | Buffer
  reason: string
  limits?: Partial<MediaLimits>
}

const bombs: Record<string, Bomb> = {
  'a film of 2^32 units': { make: () => lasting(good, 0xffff_ffff), reason: 'media-lasts-too-long' },
  'a film of ten hours in few frames': {
    make: () => make('slow.mp4', ...HOURS, ...H264),
    reason: 'media-lasts-too-long',
  },
  'one that claims to be short': { make: async () => lasting(await make('slow.mp4', ...HOURS, ...H264), 5), reason: 'media-lasts-too-long' }, // biome-ignore format: a bomb
  'one that does not say how long it is': { make: () => make('slow.webm', ...HOURS, ...UNTIMED), reason: 'media-lasts-too-long' }, // biome-ignore format: a bomb
  'a film of 200 tracks': { make: () => make('tracks.mp4', '-i', `${scene.folder}/0-good.mp4`, ...Array(200).fill(['-map', '0:a']).flat(), '-c', 'copy'), reason: 'media-too-many-streams' }, // biome-ignore format: a bomb
  'a film of 33 million pixels': { make: () => make('large.mp4', '-f', 'lavfi', '-i', 'color=size=8192x4096:rate=1:duration=1', ...H264), reason: 'media-too-many-pixels' }, // biome-ignore format: a bomb
  'a film of 500 frames per second': { make: () => make('fast.mp4', '-f', 'lavfi', '-i', 'color=size=16x16:rate=500:duration=1', ...H264), reason: 'media-too-many-frames-per-second' }, // biome-ignore format: a bomb
  'half a film': { make: () => good.subarray(0, good.indexOf('mdat') + 4), reason: 'media-damaged' },
  'a playlist in a film': { make: () => Buffer.concat([good.subarray(0, 32), Buffer.from('#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n')]), reason: 'media-damaged' }, // biome-ignore format: a bomb
  'a list of files in a sound': { make: () => Buffer.concat([id3(Buffer.alloc(10)), Buffer.from("ffconcat version 1.0\nfile 'subfile,,start,0,end,99,,:/etc/passwd'\n")]), reason: 'media-damaged' }, // biome-ignore format: a bomb
  'a sound that is all tag': { make: () => id3(Buffer.alloc(1_000)), reason: 'media-damaged' },
  'a tag that claims 256 MB': { make: () => Buffer.concat([id3(Buffer.alloc(10), 0xfff_ffff), sound]), reason: 'media-damaged' }, // biome-ignore format: a bomb
  'a film that becomes a larger file than it may': { make: () => make('output.mkv', ...MOVING, '-c:v', 'mpeg4'), limits: { outputBytes: 4_096 }, reason: 'media-result-too-large' }, // biome-ignore format: a bomb
  'a film that takes longer than it may': { make: () => make('time.mkv', ...MOVING, '-vf', 'scale=1920:1080', '-c:v', 'mpeg4'), limits: { videoTimeMs: 250 }, reason: 'media-takes-too-long' }, // biome-ignore format: a bomb
  'a film that takes more memory than it may': { make: () => make('memory.mkv', ...MOVING, '-vf', 'scale=1920:1080', '-c:v', 'mpeg4'), limits: { memoryBytes: 50 * MB }, reason: 'media-takes-too-much-memory' }, // biome-ignore format: a bomb
  'a film that is too long a file': { make: () => good, limits: { videoBytes: 1_000 }, reason: 'media-too-many-bytes' },
}

for (const [name, { make, reason, ...options }] of Object.entries(bombs)) {
  test(`${name} costs its sender an error and the server nothing`, { skip }, async () => {
    const bytes = await make()
    const before = process.memoryUsage().rss
    assert.equal((await scene.refusal(bytes, options))[0], reason)
    assert.ok(process.memoryUsage().rss - before < MOST_GROWTH)
  })
}

test('a cover that is too long, too large or no picture is left out (case 82)', { skip }, async () => {
  const covers = [Buffer.concat([pngOf(10, 10), Buffer.alloc(40 * MB)]), pngOf(30_000, 30_000), Buffer.from('<svg/>')]
  for (const cover of covers) {
    const bytes = covered(cover)
    const before = process.memoryUsage().rss
    const { type, file, preview } = await scene.decode(bytes)
    assert.deepEqual([type, preview], ['audio', undefined])
    assert.ok((file?.bytes ?? MB) < 20_000)
    assert.ok(process.memoryUsage().rss - before < MOST_GROWTH)
  }
})

test('tracks that lie in another file are not read (case 81)', { skip }, async () => {
  assert.equal((await scene.refusal(referring(good, '0-good.mp4')))[0], 'media-damaged')
})

test('films with random faults are refused or served, and end nothing but their own job', { skip }, async () => {
  let seed = 1
  const random = (max: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % max
  }
  for (const source of [good, sound]) {
    for (let run = 0; run < 3; run++) {
      const bytes = Buffer.from(source)
      for (let fault = 0; fault < 30; fault++) bytes[16 + random(bytes.length - 16)] = random(256)
      await scene.decode(bytes).catch((error) => assert.equal(error.fault, 'sender', error.message))
    }
  }
  assert.equal((await scene.decode(good)).type, 'video')
})
