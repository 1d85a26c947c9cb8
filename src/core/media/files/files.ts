/**
 * Keeps the files of media in the storage, each content once, and counts who refers to it. Every step can be interrupted:
 * a file is stored before a row refers to it, and removed only after nothing does. Several processes may share a storage.
 */
import { sql } from 'kysely'
import { z } from 'zod'
import { compiled } from '../../../db/compiled.ts'
import { text } from '../../../db/tables/columns.ts'
import { doubling, type Job, job, RetryLater } from '../../../jobs/job.ts'
import { HOUR, MINUTE, SECOND } from '../../../lib/durations.ts'
import type { App, Tx } from '../../app.ts'
import { TooMany } from '../../errors.ts'

/** Longer than it takes from storing a file to the transaction that refers to it. */
const PINNED_MS = 10 * MINUTE
/** `refs` of a file that is being removed. Until `pinned_until`, only whoever has marked it does so. */
const REMOVING = -1
/** Much longer than the removal of some files takes. */
const REMOVAL_MS = MINUTE
const REMOVED_PER_BATCH = 25
/**
 * A file that is being removed is gone within milliseconds, unless the process that removes it has died. Then its job
 * goes on with it.
 */
const REMOVAL_POLL_MS = 50
const REMOVAL_POLLS = 40

/** A local file whose content has been hashed. */
export interface FinishedFile {
  path: string
  /** SHA-256 in hexadecimal. */
  hash: string
  bytes: number
  mediaType: string
}

/** Keeps a file that was just stored, although nothing refers to it yet. */
interface Pin {
  hash: string
  /** Undefined if somebody else has pinned the file as well. */
  until: number | undefined
}

/**
 * Stores a file durably. It may be referred to within the next ten minutes (`holdFile`); otherwise it is removed again.
 * @throws StorageFull, or TooMany if the same file is being removed and that takes long
 */
export async function keepFile(app: App, file: FinishedFile): Promise<void> {
  await pinFile(app, file)
  await app.storage.put(file.hash, file.path)
}

/** @throws TooMany if the same file is being removed and that takes long */
async function pinFile(app: App, { hash, bytes, mediaType }: FinishedFile): Promise<Pin> {
  for (let poll = 0; ; poll++) {
    const pin = await reserve(app, { hash, bytes, media_type: mediaType })
    if (pin) return pin
    if (poll === REMOVAL_POLLS) throw new TooMany(['file-being-removed'], MINUTE)
    await app.clock.sleep(REMOVAL_POLL_MS)
  }
}

/**
 * Stores files, and runs the transaction that is to refer to them. Those to which it does not refer in the end, because
 * it failed or found something else, are removed.
 * @throws as `keepFile`, or as the transaction
 */
export async function keepFiles<T>(
  app: App,
  files: readonly FinishedFile[],
  refer: (tx: Tx) => Promise<T>,
): Promise<T> {
  const hashes = files.map(({ hash }) => hash)
  const pins: Pin[] = []
  try {
    for (const file of files) {
      pins.push(await pinFile(app, file))
      await app.storage.put(file.hash, file.path)
    }
    return await app.transaction(async (tx) => {
      const result = await refer(tx)
      await endPins(tx, pins)
      await discardFiles(tx, await unreferredAmong(tx, hashes))
      return result
    })
  } catch (error) {
    await app.transaction(async (tx) => {
      await endPins(tx, pins)
      await discardFiles(tx, hashes)
    })
    throw error
  }
}

async function unreferredAmong({ db }: Tx, hashes: readonly string[]): Promise<string[]> {
  if (hashes.length === 0) return []
  const rows = await db
    .selectFrom('media_files')
    .select('hash')
    .where('hash', 'in', hashes)
    .where('refs', '=', 0)
    .execute()
  return rows.map(({ hash }) => hash)
}

/**
 * A file that is pinned already stays twice as long, so that no pin ends another one early.
 * @returns undefined if the file is being removed at this moment
 */
async function reserve(app: App, file: { hash: string; bytes: number; media_type: string }): Promise<Pin | undefined> {
  const now = app.clock.now()
  const until = now + PINNED_MS
  const pinned_until = sql<number>`case when media_files.pinned_until > ${now}
    then excluded.pinned_until + ${PINNED_MS} else excluded.pinned_until end`
  const reserved = await app.transaction((tx) =>
    tx.db
      .insertInto('media_files')
      .values({ ...file, pinned_until: until, created_at: now })
      .onConflict((conflict) =>
        conflict.column('hash').doUpdateSet({ pinned_until }).where('media_files.refs', '!=', REMOVING),
      )
      .returning('pinned_until')
      .executeTakeFirst(),
  )
  return reserved && { hash: file.hash, until: reserved.pinned_until === until ? until : undefined }
}

/**
 * Ends pins once their files are referred to. Otherwise copies that are dropped within ten minutes would stay on the
 * disk beyond their quota.
 */
async function endPins(tx: Tx, pins: readonly Pin[]): Promise<void> {
  for (const { hash, until } of pins.toSorted((a, b) => (a.hash < b.hash ? -1 : 1)))
    if (until !== undefined)
      await tx.db
        .updateTable('media_files')
        .set({ pinned_until: tx.clock.now() })
        .where('hash', '=', hash)
        .where('pinned_until', '=', until)
        .where('refs', '!=', REMOVING)
        .execute()
}

/** Counts one more reference to a file that `keepFile` has just stored. */
export async function holdFile(tx: Tx, hash: string): Promise<void> {
  const held = await tx.db
    .updateTable('media_files')
    .set((set) => ({ refs: set('refs', '+', 1) }))
    .where('hash', '=', hash)
    .where('refs', '!=', REMOVING)
    .executeTakeFirst()
  if (held.numUpdatedRows === 0n) throw new Error(`The file ${hash} is not stored.`)
}

/** Counts one reference less. The last one removes the file. */
export async function releaseFile(tx: Tx, hash: string | null): Promise<void> {
  if (hash !== null) await releaseFiles(tx, [hash])
}

/** The same for many files. A hash counts as often as it is given. */
export async function releaseFiles(tx: Tx, hashes: readonly string[]): Promise<void> {
  const unused: string[] = []
  let pinnedUntil = 0
  // In one order everywhere, so that two transactions never wait for each other.
  for (const hash of hashes.toSorted()) {
    const [file] = await release(tx, { hash })
    if (file?.refs !== 0) continue
    unused.push(hash)
    pinnedUntil = Math.max(pinnedUntil, file.pinned_until)
  }
  const after = Math.max(0, pinnedUntil - tx.clock.now())
  if (unused.length > 0) await tx.enqueue(removeFiles, { hashes: unused }, { after })
}

const release = compiled({ hash: text() }, (db, { hash }) =>
  db
    .updateTable('media_files')
    .set((set) => ({ refs: set('refs', '-', 1) }))
    .where('hash', '=', hash)
    .where('refs', '>', 0)
    .returning(['refs', 'pinned_until']),
)

/** Removes files that `keepFile` has stored, unless something has come to refer to them meanwhile. */
export async function discardFiles(tx: Tx, hashes: readonly string[]): Promise<void> {
  if (hashes.length > 0) await tx.enqueue(removeFiles, { hashes: [...hashes] })
}

/** Removes those of the files that are not in use again. */
export const removeFiles: Job<{ hashes: string[] }, App> = job(
  'removeFiles',
  {
    payload: z.object({ hashes: z.array(z.string()) }),
    attempts: 20,
    backoff: doubling(5 * SECOND, { max: HOUR, jitter: 0.2 }),
    concurrency: 2,
  },
  async (app, { hashes }) => {
    await removeNow(app, hashes)
    const pinnedUntil = await lastPin(app, hashes)
    if (pinnedUntil !== undefined)
      throw new RetryLater(pinnedUntil - app.clock.now(), 'some are being stored or removed', {
        countsAsAttempt: false,
      })
  },
)

/** Removes the files to which nothing refers, without waiting for the jobs. */
export async function removeReleased(app: App): Promise<void> {
  for (;;) {
    const rows = await app.db
      .selectFrom('media_files')
      .select('hash')
      .where('refs', '<=', 0)
      .where('pinned_until', '<=', app.clock.now())
      .limit(REMOVED_PER_BATCH)
      .execute()
    if (rows.length === 0) return
    await removeNow(
      app,
      rows.map(({ hash }) => hash),
    )
    await app.clock.sleep(0)
  }
}

async function removeNow(app: App, hashes: readonly string[]): Promise<void> {
  const marked = await markForRemoval(app, hashes)
  for (const hash of marked) await app.storage.remove(hash)
  await forgetRemoved(app, marked)
}

/** @returns those that are to be removed: nothing refers to them, or an earlier removal was interrupted */
async function markForRemoval(app: App, hashes: readonly string[]): Promise<string[]> {
  if (hashes.length === 0) return []
  const now = app.clock.now()
  const marked = await app.db
    .updateTable('media_files')
    .set({ refs: REMOVING, pinned_until: now + REMOVAL_MS })
    .where('hash', 'in', hashes)
    .where('refs', '<=', 0)
    .where('pinned_until', '<=', now)
    .returning('hash')
    .execute()
  return marked.map(({ hash }) => hash)
}

/**
 * Removes files of the storage that have no row. Until each is gone, a row keeps anybody from storing the same file.
 * @returns those that were removed
 */
export async function removeOrphans(app: App, files: readonly { name: string; bytes: number }[]): Promise<string[]> {
  if (files.length === 0) return []
  const now = app.clock.now()
  const marks = files.map(({ name, bytes }) => ({ hash: name, bytes, media_type: '', refs: REMOVING }))
  const rows = await app.db
    .insertInto('media_files')
    .values(marks.map((mark) => ({ ...mark, pinned_until: now + REMOVAL_MS, created_at: now })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('hash')
    .execute()
  const hashes = rows.map(({ hash }) => hash)
  for (const hash of hashes) await app.storage.remove(hash)
  await forgetRemoved(app, hashes)
  return hashes
}

async function forgetRemoved(app: App, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return
  await app.db.deleteFrom('media_files').where('hash', 'in', hashes).where('refs', '=', REMOVING).execute()
}

/** When the last of the files may be removed to which nothing refers, but that somebody has just stored or removes. */
async function lastPin(app: App, hashes: readonly string[]): Promise<number | undefined> {
  const row = await app.db
    .selectFrom('media_files')
    .select((select) => select.fn.max<number | null>('pinned_until').as('until'))
    .where('hash', 'in', hashes)
    .where('refs', '<=', 0)
    .executeTakeFirst()
  return row?.until ?? undefined
}
