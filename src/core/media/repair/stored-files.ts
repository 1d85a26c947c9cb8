/** Looks at the rows of files: the storage must have each file, and the number of its references must be right. */
import { sql } from 'kysely'
import type { FileRow } from '../../../db/tables/media.ts'
import { HOUR } from '../../../lib/durations.ts'
import type { App, Tx } from '../../app.ts'
import { removeFiles } from '../files/remove.ts'
import { loseFile } from './lose-file.ts'
import type { RepairOptions, RepairStep } from './step.ts'

const BATCH = 100
/** By then, the job that removes a file has done so. */
const LEFT_OVER_MS = HOUR
const COLUMNS = ['source', 'file', 'preview'] as const

export const storedFiles: RepairStep = async (app, { after, ...options }) => {
  const query = app.db.selectFrom('media_files').selectAll().where('hash', '>', after)
  const files = await query.orderBy('hash').limit(BATCH).execute()
  const used = files.filter(({ refs }) => refs > 0)
  for (const file of used) if ((await app.storage.size(file.hash)) !== file.bytes) await lose(app, file, options)
  const references = await countReferences(app, files)
  for (const { hash, refs } of files)
    if (refs >= 0 && refs !== (references.get(hash) ?? 0)) await correct(app, hash, options)
  await removeLeftOver(app, files, options)
  return files.length < BATCH ? undefined : files.at(-1)?.hash
}

/** How many columns of `media` hold each hash. */
async function countReferences({ db }: App, files: readonly Pick<FileRow, 'hash'>[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  if (files.length === 0) return counts
  const hashes = files.map(({ hash }) => hash)
  for (const column of COLUMNS) {
    const rows = await db
      .selectFrom('media')
      .select((select) => [sql<string>`${sql.ref(column)}`.as('hash'), select.fn.countAll<number>().as('count')])
      .where(column, 'in', hashes)
      .groupBy(column)
      .execute()
    for (const { hash, count } of rows) counts.set(hash, (counts.get(hash) ?? 0) + count)
  }
  return counts
}

/** Counts again while nobody else can change the number. */
async function correct(app: App, hash: string, { isDryRun, repairs }: RepairOptions): Promise<void> {
  await app.transaction(async (tx) => {
    const file = await holdRow(tx, hash)
    const count = (await countReferences(tx, [{ hash }])).get(hash) ?? 0
    if (!file || file.refs < 0 || file.refs === count) return
    repairs.referencesCorrected++
    if (isDryRun) return
    await tx.db.updateTable('media_files').set({ refs: count }).where('hash', '=', hash).execute()
    const after = Math.max(0, file.pinned_until - tx.clock.now())
    if (count === 0) await tx.enqueue(removeFiles, { hashes: [hash] }, { after })
  })
}

function holdRow(tx: Tx, hash: string): Promise<FileRow | undefined> {
  const held = tx.db.updateTable('media_files').set((set) => ({ refs: set.ref('refs') }))
  return held.where('hash', '=', hash).returningAll().executeTakeFirst()
}

/** The file was missing or damaged while its row said that it is in use: a file is removed only after its row says so. */
async function lose(app: App, file: FileRow, options: RepairOptions): Promise<void> {
  const { hash, created_at } = file
  await app.transaction(async (tx) => {
    const now = await holdRow(tx, hash)
    // Otherwise it was removed, and perhaps stored again, since it was read.
    if (!now || now.refs <= 0 || now.created_at !== created_at) return
    const media = await tx.db
      .selectFrom('media')
      .selectAll()
      .where(({ or, eb }) => or(COLUMNS.map((column) => eb(column, '=', hash))))
      .execute()
    await loseFile(tx, media, options)
  })
}

/** Files to which nothing refers, and for whose removal there may be no job. */
async function removeLeftOver(app: App, files: readonly FileRow[], { isDryRun, repairs }: RepairOptions) {
  const before = app.clock.now() - LEFT_OVER_MS
  const leftOver = files.filter(({ refs, pinned_until }) => refs <= 0 && pinned_until < before)
  if (leftOver.length === 0) return
  repairs.filesRemoved += leftOver.length
  repairs.bytesRemoved += leftOver.reduce((sum, { bytes }) => sum + bytes, 0)
  const hashes = leftOver.map(({ hash }) => hash)
  if (!isDryRun) await app.transaction((tx) => tx.enqueue(removeFiles, { hashes }))
}
