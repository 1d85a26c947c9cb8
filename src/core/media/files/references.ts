/** Counts how many columns of `media` refer to each file. The last reference takes the file with it. */
import { compiled } from '../../../db/compiled.ts'
import { text } from '../../../db/tables/columns.ts'
import type { Tx } from '../../app.ts'
import { REMOVING, removeFiles } from './remove.ts'

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
