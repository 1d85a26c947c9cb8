/** Measures the copy of a picture of another server, against a bare `node:http` that streams the same file. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from '../../src/core/app.ts'
import { storeCopy } from '../../src/core/media/copies/store.ts'
import { registerMedia } from '../../src/core/media/rows/register.ts'
import { rateByCpu, sendInTurn } from '../cpu-rate.ts'
import { request } from '../load.ts'
import { freePort, type Running, startAtoll, startBaseline } from '../pinned.ts'
import { median, type Result, round } from '../row.ts'
import { openTestbed } from '../seed.ts'

const PICTURE_BYTES = 200_000
const WARM_UP = 2_000
const REQUESTS = 4_000
const ROUNDS = 5
const LEAST = 0.7
/** Headers that Node adds by itself. */
const OWN_HEADERS = new Set(['date', 'connection', 'keep-alive'])

export async function serving(): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-bench-'))
  try {
    const bed = { folder, databaseUrl: `sqlite:${folder}/atoll.db` }
    const port = await freePort()
    const { path, file } = await storePicture(bed, port)
    await using atoll = await startAtoll(bed.databaseUrl, folder, port)
    const headers = await headersOf(atoll, path)
    await using bare = await startBaseline('file', JSON.stringify({ headers, path: file }))
    const asked = [request('GET', path, { host: `localhost:${port}` })]
    for (const server of [bare, atoll]) await sendInTurn(server, asked, WARM_UP)
    const pairs: [number, number][] = []
    for (let at = 0; at < ROUNDS; at++)
      pairs.push([await rateByCpu(atoll, asked, REQUESTS), await rateByCpu(bare, asked, REQUESTS)])
    return [resultOf(pairs)]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function resultOf(pairs: readonly [ours: number, theirs: number][]): Result {
  const ratio = median(pairs.map(([ours, theirs]) => ours / theirs))
  return {
    name: `copy of a picture of ${PICTURE_BYTES / 1000} KB`,
    engine: 'sqlite',
    value: round(median(pairs.map(([ours]) => ours))),
    unit: 'answers per CPU second',
    baseline: round(median(pairs.map(([, theirs]) => theirs))),
    ratio: round(ratio),
    goal: `≥ ${LEAST} of a bare stream of the file`,
    met: ratio >= LEAST,
  }
}

/** @returns the path of its address, and where its file is */
async function storePicture(
  bed: { folder: string; databaseUrl: string },
  port: number,
): Promise<{ path: string; file: string }> {
  await using server = await openTestbed(bed, port)
  const { app } = server
  const key = (await app.transaction((tx) => registerMedia(tx, 'attachment', 'https://reef.test/1.jpg'))) as string
  const hash = await storeFile(app, key)
  const file = join(app.config.mediaFolder, hash.slice(0, 2), hash.slice(2, 4), hash)
  return { path: new URL(app.uris.media(key, 'original', 'jpg')).pathname, file }
}

async function storeFile(app: App, key: string): Promise<string> {
  const content = randomBytes(PICTURE_BYTES)
  const path = await app.storage.temporaryFile()
  await writeFile(path, content)
  const hash = createHash('sha256').update(content).digest('hex')
  const medium = await app.db.selectFrom('media').selectAll().where('key', '=', key).executeTakeFirstOrThrow()
  const file = { path, hash, bytes: PICTURE_BYTES, mediaType: 'image/jpeg' }
  await storeCopy(app, medium, { file, type: 'image', width: 4, height: 3 })
  return hash
}

async function headersOf({ port }: Running, path: string): Promise<string[]> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`)
  await answer.arrayBuffer()
  if (answer.status !== 200) throw new Error(`${path} → ${answer.status}`)
  return [...answer.headers].filter(([name]) => !OWN_HEADERS.has(name)).flat()
}
