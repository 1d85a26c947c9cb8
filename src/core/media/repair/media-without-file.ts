/** Looks at the rows of `media`: each file that they name must have a row, and an upload that was lost may be back. */
import type { Media } from '../../../db/tables/media.ts'
import { MINUTE } from '../../../lib/durations.ts'
import type { App } from '../../app.ts'
import { isLost, loseFile } from './lose-file.ts'
import type { RepairOptions, RepairStep } from './step.ts'

const BATCH = 250
/** From writing the row of a file again to counting its references. */
const PINNED_MS = 10 * MINUTE

export const mediaWithoutFile: RepairStep = async (app, { after, ...options }) => {
  const query = app.db.selectFrom('media').selectAll().where('id', '>', Number(after))
  const media = await query.orderBy('id').limit(BATCH).execute()
  for (const hash of await missingRows(app, media)) {
    const affected = media.filter((medium) => hashesOf(medium).includes(hash))
    if (!(await restoreRow(app, hash, affected, options))) await lose(app, affected, options)
  }
  for (const medium of media) if (isLost(medium)) await findAgain(app, medium, options)
  return media.length < BATCH ? undefined : String(media.at(-1)?.id)
}

function hashesOf({ source, file, preview }: Media): string[] {
  return [...new Set([source, file, preview])].filter((hash) => hash !== null)
}

/** The files of these media that have no row. */
async function missingRows({ db }: App, media: readonly Media[]): Promise<string[]> {
  const hashes = [...new Set(media.flatMap(hashesOf))]
  if (hashes.length === 0) return []
  const rows = await db.selectFrom('media_files').select('hash').where('hash', 'in', hashes).execute()
  const known = new Set(rows.map(({ hash }) => hash))
  return hashes.filter((hash) => !known.has(hash))
}

/** The next step counts the references. @returns false if the storage does not have the file either */
async function restoreRow(app: App, hash: string, [medium]: Media[], { isDryRun, repairs }: RepairOptions) {
  const bytes = await app.storage.size(hash)
  if (bytes === undefined) return false
  repairs.referencesCorrected++
  if (isDryRun) return true
  const now = app.clock.now()
  const row = { hash, bytes, media_type: medium?.media_type ?? '', pinned_until: now + PINNED_MS, created_at: now }
  const insert = app.db.insertInto('media_files').values(row)
  await insert.onConflict((conflict) => conflict.doNothing()).execute()
  return true
}

/** Looks once more, because a copy may have been dropped since it was read. */
async function lose(app: App, affected: readonly Media[], options: RepairOptions): Promise<void> {
  await app.transaction(async (tx) => {
    const ids = affected.map(({ id }) => id)
    const media = await tx.db.selectFrom('media').selectAll().where('id', 'in', ids).execute()
    const missing = new Set(await missingRows(tx, media))
    const lost = media.filter((medium) => hashesOf(medium).some((hash) => missing.has(hash)))
    await loseFile(tx, lost, options)
  })
}

async function findAgain(app: App, upload: Media, { isDryRun, repairs }: RepairOptions): Promise<void> {
  const hashes = hashesOf(upload)
  const files = await app.db.selectFrom('media_files').selectAll().where('hash', 'in', hashes).execute()
  for (const { hash, bytes } of files) if ((await app.storage.size(hash)) !== bytes) return
  if (files.length < hashes.length) return
  repairs.uploadsFound++
  if (isDryRun) return
  const lost = app.db.updateTable('media').where('id', '=', upload.id).where('state', '=', 'failed')
  await lost.set({ state: 'ready', problem: null }).execute()
}
