/** Prunes copies of media of other servers, each a small file, and measures how long the writer is held. */
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import { cachedCopies } from '../../src/core/cache/copies.ts'
import { pruneNow } from '../../src/core/cache/prune-now.ts'
import { repairMedia } from '../../src/core/media/repair/repair.ts'
import { DAY } from '../../src/lib/durations.ts'
import type { Server } from '../../src/server.ts'
import { freePort } from '../pinned.ts'
import type { Result, Testbed } from '../row.ts'
import { openTestbed } from '../seed.ts'
import { writerHold } from './writer-hold.ts'

const BATCH = 1_000
const BYTES = 100
/** All are past their time to live. */
const VIEWED_DAYS_AGO = 200

export async function pruneFiles(bed: Omit<Testbed, 'size'>, size: number): Promise<Result[]> {
  const { databaseUrl, folder } = bed
  await using server = await openTestbed({ databaseUrl, folder }, await freePort())
  const { app } = server
  process.stderr.write(`Writing ${size.toLocaleString('en')} files …\n`)
  for (let from = 0; from < size; from += BATCH) await fill(server, from, Math.min(BATCH, size - from))
  await app.db
    .insertInto('cache_sizes')
    .values({ kind: 'media', bytes: size * BYTES, entries: size })
    .execute()
  if (app.dialect.name === 'postgres') await sql.raw('analyze').execute(app.db)
  const count = size.toLocaleString('en')
  const repairing = await writerHold(bed, app, `comparing ${count} files with their rows`, async () => {
    const { filesRemoved, copiesLost } = await repairMedia(app)
    return `${filesRemoved} files and ${copiesLost} copies to repair`
  })
  const pruning = await writerHold(bed, app, `pruning ${count} files`, async () => {
    const [pruned] = await pruneNow(app, { kind: cachedCopies('media') })
    return `${pruned?.dropped} bytes dropped`
  })
  return [...repairing, ...pruning]
}

/** Rows and files of copies that were fetched long ago, each with its content. */
async function fill({ app }: Server, from: number, count: number): Promise<void> {
  const at = app.clock.now() - VIEWED_DAYS_AGO * DAY
  const numbers = Array.from({ length: count }, (_, index) => from + index)
  const hashes = numbers.map((number) => createHash('sha256').update(String(number)).digest('hex'))
  for (const hash of hashes) await writeSmall(join(app.config.mediaFolder, hash.slice(0, 2), hash.slice(2, 4), hash))
  await app.transaction(async ({ db }) => {
    const file = { bytes: BYTES, media_type: 'image/webp', refs: 1, pinned_until: at, created_at: at }
    await db.insertInto('media_files').values(hashes.map((hash) => ({ hash, ...file }))).execute() // biome-ignore format: short
    const copy = { use: 'attachment', state: 'ready', bytes: BYTES, host: 'peer.test', created_at: at } as const
    await db
      .insertInto('media')
      .values(
        hashes.map((hash, index) => ({
          ...{ ...copy, id: from + index + 1, key: hash.slice(0, 22), remote_url: `https://peer.test/${hash}` },
          ...{ file: hash, cached_at: at + from + index, evictable_at: at + from + index },
        })),
      )
      .execute()
  })
}

async function writeSmall(path: string): Promise<void> {
  const content = Buffer.alloc(BYTES)
  await writeFile(path, content).catch(async () => {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content)
  })
}
