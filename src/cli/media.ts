import { Command, Option } from 'commander'
import type { App } from '../core/app.ts'
import { COPY_KINDS, type CopyKind } from '../core/media/copies/kind.ts'
import { mayKeepCopies } from '../core/media/copies/reserve.ts'
import { mediaUsage } from '../core/media/rows/usage.ts'
import { showBytes } from '../lib/bytes.ts'
import { refetch } from '../media/refetch.ts'
import { type Cli, printResult, renderTable, withApp } from './cli.ts'
import { CommandError } from './exit-code.ts'
import { hostOption } from './option-values.ts'
import { showCount, withProgress } from './progress.ts'
import { removeUnreferencedCommand } from './remove-unreferenced.ts'

/** `atoll media …`: the files of pictures, films and sounds. */
export function mediaCommand(cli: Cli): Command {
  return new Command('media')
    .description('See how much room media take, fetch missing ones again, and remove what nothing refers to')
    .addCommand(usage(cli))
    .addCommand(fetchAgain(cli))
    .addCommand(removeUnreferencedCommand(cli))
}

function usage(cli: Cli): Command {
  return new Command('usage')
    .description('Show how much room the uploads of each user and the copies of media of other servers take')
    .option('--json', 'print JSON')
    .action(({ json }: { json?: boolean }) =>
      withApp(cli, async (app) => {
        const found = await mediaUsage(app)
        printResult(cli, json, found, () => usageLines(found))
      }),
    )
}

function usageLines({ uploads, copies, files }: Awaited<ReturnType<typeof mediaUsage>>): string[] {
  const cells = ({ bytes, count }: { bytes: number; count: number }) => [showBytes(bytes), count.toLocaleString('en')]
  const uploaded = uploads.map((one) => [one.username, ...cells(one)])
  return [
    ...(uploads.length > 0
      ? renderTable(['UPLOADS OF', 'SIZE', 'COUNT'], uploaded)
      : ['Nobody has uploaded anything.']),
    '',
    ...renderTable(
      ['COPIES OF', 'SIZE', 'COUNT'],
      copies.map((one) => [one.kind, ...cells(one)]),
    ),
    '',
    `Together ${showCount(files.count, 'file')}, ${showBytes(files.bytes)}. Equal files are stored once.`,
  ]
}

/** Reasons that are listed. `--json` has all. */
const MAX_REASONS = 20

interface RefetchFlags {
  kind?: CopyKind
  host?: string
  dryRun?: boolean
  json?: boolean
}

function fetchAgain(cli: Cli): Command {
  return new Command('refetch')
    .description('Fetch media of other servers that are missing: used by people here, or failed at the last attempt')
    .addOption(new Option('--kind <kind>', 'only this kind').choices(COPY_KINDS))
    .option('--host <host>', 'only what is at this server')
    .option('--dry-run', 'fetch nothing, and say how many are missing')
    .option('--json', 'print JSON')
    .action(({ kind, host, dryRun, json }: RefetchFlags) =>
      withApp(cli, async (app) => {
        if (!dryRun) await refuseFullDisk(app)
        const goesOn = 'Stopped. Run the command again to fetch the rest.'
        const found = await withProgress(cli, goesOn, (progress) => {
          const report = progress({ title: 'Fetching', unit: 'files' })
          return refetch(app, {
            ...(kind && { kind }),
            ...(host !== undefined && { host: hostOption(host) }),
            isDryRun: dryRun ?? false,
            onProgress: ({ fetched, failed, tooLarge }) => report(fetched + failed + tooLarge),
          })
        })
        const { wanted, fetched, failed, tooLarge, reasons } = found
        const result = {
          dry_run: dryRun ?? false,
          missing: wanted,
          fetched,
          failed,
          too_large: tooLarge,
          reasons: Object.fromEntries(reasons),
        }
        printResult(cli, json, result, () => [
          `${showCount(wanted, 'file')} ${wanted === 1 ? 'is' : 'are'} missing.`,
          ...(dryRun ? [] : [`${fetched} fetched, ${failed} failed, ${tooLarge} too large to be kept.`]),
          ...[...reasons].slice(0, MAX_REASONS).map(([reason, count]) => `${count} × ${reason}`),
        ])
      }),
    )
}

async function refuseFullDisk(app: App): Promise<void> {
  if (await mayKeepCopies(app)) return
  throw new CommandError('The disk is almost full, so no copies are kept. Make room, or lower ATOLL_DISK_RESERVE.')
}
