/** Compares the sizes in `cache_sizes` with what is there. */
import type { App } from '../../app.ts'
import { COPY_KINDS, type CopyKind, usesOfKind } from '../copies/kind.ts'
import { addToSize } from '../copies/sizes.ts'
import type { RepairStep } from './step.ts'

export const copySizes: RepairStep = async (app, { isDryRun, repairs }) => {
  for (const kind of COPY_KINDS)
    await app.transaction(async (tx) => {
      await tx.lock(`size of ${kind}`)
      const drift = await driftOf(tx, kind)
      if (drift.bytes === 0 && drift.entries === 0) return
      repairs.sizesCorrected++
      if (!isDryRun) await addToSize(tx, kind, drift)
    })
  return undefined
}

/** One statement reads both, so that what others change meanwhile does not count as drift. An index holds the bytes. */
async function driftOf({ db }: App, kind: CopyKind): Promise<{ bytes: number; entries: number }> {
  const known = db.selectFrom('cache_sizes').where('kind', '=', kind)
  const row = await db
    .selectFrom('media')
    .select(({ fn }) => [
      fn.sum<number | null>('bytes').as('bytes'),
      fn.countAll<number>().as('entries'),
      known.select('bytes').as('knownBytes'),
      known.select('entries').as('knownEntries'),
    ])
    .where('use', 'in', usesOfKind(kind))
    .where('cached_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return { bytes: (row.bytes ?? 0) - (row.knownBytes ?? 0), entries: row.entries - (row.knownEntries ?? 0) }
}
