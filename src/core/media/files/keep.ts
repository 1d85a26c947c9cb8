/**
 * Keeps the files of media in the storage, each content once, and counts who refers to it. Every step can be interrupted:
 * a file is stored before a row refers to it, and removed only after nothing does. Several processes may share a storage.
 */
import { sql } from 'kysely'
import { MINUTE } from '../../../lib/durations.ts'
import type { App, Tx } from '../../app.ts'
import { TooMany } from '../../errors.ts'
import { discardFiles } from './references.ts'
import { REMOVING } from './remove.ts'

/** Longer than it takes from storing a file to the transaction that refers to it. */
const PINNED_MS = 10 * MINUTE
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
