import { Command } from 'commander'
import { removeUnreferenced, type Unreferenced } from '../core/media/repair/remove-unreferenced.ts'
import { showBytes } from '../lib/bytes.ts'
import { type Cli, printResult, withApp } from './cli.ts'
import { showCount, withProgress } from './progress.ts'

/** `atoll media remove-unreferenced`: brings files and their uses together again. */
export function removeUnreferencedCommand(cli: Cli): Command {
  return new Command('remove-unreferenced')
    .description('Remove files and copies that nothing refers to, and repair what lacks its file. Runs daily by itself')
    .option('--dry-run', 'change nothing, and say what is wrong')
    .option('--json', 'print JSON')
    .action(({ dryRun = false, json }: { dryRun?: boolean; json?: boolean }) =>
      withApp(cli, async (app) => {
        const goesOn = 'Stopped. Run the command again to repair the rest.'
        const found = await withProgress(cli, goesOn, (progress) => {
          const report = progress({ title: 'Checking media', unit: 'percent' })
          return removeUnreferenced(app, { isDryRun: dryRun, onProgress: (share) => report(share * 100, 100) })
        })
        printResult(cli, json, { dry_run: dryRun, ...resultOf(found) }, () => linesOf(found, dryRun))
      }),
    )
}

function resultOf(found: Unreferenced) {
  return {
    files_removed: found.filesRemoved,
    bytes_removed: found.bytesRemoved,
    temporary_files_removed: found.temporaryFilesRemoved,
    rows_marked: found.rowsMarked,
    rows_deleted: found.rowsDeleted,
    copies_lost: found.copiesLost,
    uploads_lost: found.uploadsLost,
    uploads_found: found.uploadsFound,
    references_corrected: found.referencesCorrected,
    sizes_corrected: found.sizesCorrected,
  }
}

function linesOf(found: Unreferenced, isDryRun: boolean): string[] {
  const lines: [count: number, what: [one: string, many?: string], says: string][] = [
    [found.filesRemoved, ['file'], `without a use (${showBytes(found.bytesRemoved)})`],
    [found.temporaryFilesRemoved, ['temporary file'], 'left behind'],
    [found.rowsMarked, ['item'], 'of other servers that nothing shows: deleted in an hour'],
    [found.rowsDeleted, ['item'], 'of other servers that nothing shows: deleted'],
    [found.copiesLost, ['copy', 'copies'], 'whose file is missing: fetched again when somebody looks'],
    [found.uploadsLost, ['upload'], 'whose file is missing: it must come from a backup, or be uploaded again'],
    [found.uploadsFound, ['upload'], 'whose file is here again'],
    [found.referencesCorrected, ['file'], 'whose uses were miscounted'],
    [found.sizesCorrected, ['size'], 'of the cache that were miscounted'],
  ]
  const wrong = lines
    .filter(([count]) => count > 0)
    .map(([count, what, says]) => `${showCount(count, ...what)} ${says}`)
  if (wrong.length === 0) return ['Everything is in order.']
  return [...wrong, isDryRun ? 'Nothing was changed.' : 'Repaired.']
}
