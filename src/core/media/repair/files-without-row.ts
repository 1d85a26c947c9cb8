/** Looks at the files of the storage: one without a row is removed, and so are temporary files that were left behind. */
import { DAY, HOUR } from '../../../lib/durations.ts'
import type { StoredFile } from '../../../lib/storage/storage.ts'
import type { App } from '../../app.ts'
import { removeOrphans } from '../files/remove.ts'
import type { RepairStep } from './step.ts'

const BATCH = 200
/** A younger file may come from a backup that is being restored. */
const ORPHANED_MS = HOUR
/** No upload or fetch takes this long. */
const TEMPORARY_MS = DAY

export const filesWithoutRow: RepairStep = async (app, { after, isDryRun, repairs }) => {
  const files = await nextFiles(app, after)
  const before = app.clock.now() - ORPHANED_MS
  const known = await hashesAmong(app, files)
  const orphans = files.filter(({ name, modifiedAt }) => modifiedAt < before && !known.has(name))
  const removed = new Set(isDryRun ? orphans.map(({ name }) => name) : await removeOrphans(app, orphans))
  repairs.filesRemoved += removed.size
  for (const { name, bytes } of orphans) if (removed.has(name)) repairs.bytesRemoved += bytes
  return files.length < BATCH ? undefined : files.at(-1)?.name
}

async function nextFiles({ storage }: App, after: string): Promise<StoredFile[]> {
  const files: StoredFile[] = []
  for await (const file of storage.list({ after })) if (files.push(file) === BATCH) break
  return files
}

async function hashesAmong({ db }: App, files: readonly StoredFile[]): Promise<Set<string>> {
  if (files.length === 0) return new Set()
  const names = files.map(({ name }) => name)
  const rows = await db.selectFrom('media_files').select('hash').where('hash', 'in', names).execute()
  return new Set(rows.map(({ hash }) => hash))
}

export const temporaryFiles: RepairStep = async (app, { isDryRun, repairs }) => {
  if (!isDryRun) repairs.temporaryFilesRemoved += await app.storage.sweep(app.clock.now() - TEMPORARY_MS)
  return undefined
}
