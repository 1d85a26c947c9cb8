/** The child processes: confined, replaced after a crash, and gone with the server. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readdir, readFile, readlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import sharp from 'sharp'
import { MediaError } from '../../src/lib/media/media-error.ts'
import { film, MOVING, noFilms } from '../world/films.ts'
import { type MediaScene, mediaScene } from '../world/media.ts'
import { mediaLimits } from '../world/media-limits.ts'
import { until } from '../world/until.ts'

const skip = process.platform === 'linux' ? false : 'there is no /proc'

let scene: MediaScene
let good: Buffer
/** Takes about a second. */
let slow: Buffer
before(async () => {
  scene = await mediaScene()
  good = await sharp({ create: { width: 30, height: 30, channels: 3, background: '#088' } }).jpeg().toBuffer() // biome-ignore format: one picture
  slow = await sharp({ create: { width: 4_000, height: 4_000, channels: 4, background: '#088' } }).webp({ effort: 0 }).toBuffer() // biome-ignore format: one picture
})
after(() => scene[Symbol.asyncDispose]())

const reasonOf = (error: unknown) => (error instanceof MediaError ? [error.reason[0], error.fault] : error)

/** The processes that this one (or another) started to decode pictures. */
async function children(parent = process.pid): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [stat, command] = await Promise.all(['stat', 'cmdline'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => ''))) // biome-ignore format: two files
      const parentOf = Number(stat?.slice(stat.lastIndexOf(')')).split(' ')[2])
      return parentOf === parent && command?.includes('picture-child') ? [Number(pid)] : []
    }),
  )
  return found.flat()
}

/** A function that waits until the process has computed for some time more than now. */
async function workOf(pid: number): Promise<() => Promise<unknown>> {
  const ticks = async () => Number((await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[11])
  const before = await ticks()
  return () => until('work of the child', async () => (await ticks()) > before + 3)
}

test('the child has no network, no new privileges, no environment and limited memory', { skip }, async () => {
  await scene.decode(good)
  const [pid] = await children()
  const { confinement } = await scene.decoder.abilities()
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8')
  assert.deepEqual(
    (await read('environ')).split('\0').map((entry) => entry.split('=')[0]).filter((name) => name && !/^(PWD|NODE_CHANNEL.*)$/.test(name)), // biome-ignore format: one list
    ['PATH', 'LC_ALL', 'MALLOC_ARENA_MAX'],
  )
  const limits = await read('limits')
  assert.match(limits, /Max data size +\d{7,}/)
  assert.match(limits, /Max file size +\d+/)
  assert.match(limits, /Max core file size +0/)
  if (confinement.includes('no new privileges')) assert.match(await read('status'), /NoNewPrivs:\s*1/)
  if (confinement.includes('low priority')) assert.equal((await read('stat')).split(') ')[1]?.split(' ')[16], '10')
  if (confinement.includes('no network'))
    assert.notEqual(await readlink(`/proc/${pid}/ns/net`), await readlink('/proc/self/ns/net'))
  assert.ok(confinement.includes('memory limit'))
})

test('a child that is killed while it decodes fails only that job, and the next one gets a new child', {
  skip,
}, async () => {
  await scene.decode(good)
  const [pid = 0] = await children()
  const working = await workOf(pid)
  const lost = scene.decode(slow).catch(reasonOf)
  const next = scene.decode(good)
  await working()
  process.kill(pid, 'SIGSEGV')
  assert.deepEqual(await lost, ['media-damaged', 'sender'])
  assert.equal((await next).type, 'image')
  const [other] = await children()
  assert.notEqual(other, pid)
})

test('a child that is killed while it is idle is replaced', { skip }, async () => {
  await scene.decode(good)
  const [pid = 0] = await children()
  process.kill(pid, 'SIGKILL')
  await until('the end of the child', async () => !(await children()).includes(pid))
  assert.equal((await scene.decode(good)).type, 'image')
})

test('closing kills what runs, and the file is not to blame', { skip }, async () => {
  await using closing = await mediaScene()
  const others = await children()
  await closing.decode(good)
  const [pid = 0] = (await children()).filter((one) => !others.includes(one))
  const working = await workOf(pid)
  const jobs = [closing.decode(slow), closing.decode(slow)].map((job) => job.catch(reasonOf))
  await working()
  closing.decoder.close()
  assert.deepEqual(await Promise.all(jobs), Array(2).fill(['media-decoder-stopped', 'server']))
  assert.deepEqual(await closing.decode(good).catch(reasonOf), ['media-decoder-stopped', 'server'])
})

test('closing kills a film, too', { skip: skip || noFilms }, async () => {
  await using closing = await mediaScene()
  const source = await film(closing.folder, 'long.mkv', ...MOVING, '-vf', 'scale=1920:1080', '-c:v', 'mpeg4')
  const job = closing.decode(source).catch(reasonOf)
  setTimeout(() => closing.decoder.close(), 200)
  assert.deepEqual(await job, ['media-decoder-stopped', 'server'])
})

test('a folder that cannot be written to is not the fault of the file', async () => {
  const into = join(scene.folder, 'missing')
  const sources = [
    await sharp(good)
      .toFile(join(scene.folder, 'a.jpg'))
      .then(() => 'a.jpg'),
  ]
  if (!noFilms) sources.push(await film(scene.folder, 'a.mkv', ...MOVING).then(() => 'a.mkv'))
  const sender = { group: 'uploads', member: 'ana' } as const
  for (const name of sources) {
    const job = {
      ...{ source: join(scene.folder, name), into, limits: mediaLimits },
      use: 'attachment',
      sender,
    } as const
    assert.deepEqual(await scene.decoder.decode(job).catch(reasonOf), ['media-decoder-broken', 'server'])
  }
})

test('a film does not hold up pictures', { skip: noFilms }, async () => {
  const source = await film(scene.folder, 'long.mkv', ...MOVING, '-vf', 'scale=1920:1080', '-c:v', 'mpeg4')
  const order: string[] = []
  const done = (name: string) => () => void order.push(name)
  const last = scene.decode(source).then(done('film'))
  await scene.decode(good).then(done('picture'))
  await last
  assert.deepEqual(order, ['picture', 'film'])
})

test('a job is refused when too many wait', async () => {
  const sender = (at: number) => ({ group: 'uploads', member: String(at % 4) }) as const
  const jobs = await Promise.allSettled(
    Array.from({ length: 250 }, (_, at) => scene.decode(good, { use: 'emoji', sender: sender(at) })),
  )
  const refused = jobs.flatMap((job) => (job.status === 'rejected' ? [reasonOf(job.reason)] : []))
  assert.ok(refused.length > 40 && refused.length < 60, String(refused.length))
  assert.deepEqual(refused[0], ['media-decoder-busy', 'server'])
})

test('the child ends with a server that is killed', { skip }, async () => {
  const program = `
    import { createDecoder } from ${JSON.stringify(import.meta.resolve('../../src/lib/media/decoder.ts'))}
    import { mediaLimits } from ${JSON.stringify(import.meta.resolve('../world/media-limits.ts'))}
    const [source, into] = process.argv.slice(2)
    await createDecoder().decode({ source, into, use: 'attachment', sender: { group: 'uploads', member: 'ana' }, limits: mediaLimits })
    console.log('decoded')
    setInterval(() => {}, 1_000)`
  const [script, source] = [join(scene.folder, 'server.mjs'), join(scene.folder, 'good.jpg')]
  await Promise.all([writeFile(script, program), writeFile(source, good)])
  const server = spawn(process.execPath, [script, source, scene.folder])
  await new Promise((resolve) => server.stdout.once('data', resolve))
  const [child = 0] = await children(server.pid)
  assert.ok(child > 0)
  server.kill('SIGKILL')
  await until('the end of the child', () => readFile(`/proc/${child}/cmdline`, 'utf8').then((command) => command === '', () => true)) // biome-ignore format: one condition
})
