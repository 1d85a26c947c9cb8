import { Command, Option } from 'commander'
import type { CacheKind } from '../core/cache/kind.ts'
import { CACHE_KINDS } from '../core/cache/kinds.ts'
import { type Pruned, pruneNow } from '../core/cache/prune-now.ts'
import { cacheStatus } from '../core/cache/status.ts'
import { cacheStatusLines, cacheStatusResult } from './cache-status.ts'
import { type Cli, printResult, withApp } from './cli.ts'
import { countOption, durationOption, hostOption } from './option-values.ts'
import { type Progress, showAmount, withProgress } from './progress.ts'

const DEFAULT_HOSTS = 20

/** `atoll cache …`: what is kept of other servers for a while. */
export function cacheCommand(cli: Cli): Command {
  return new Command('cache')
    .description('See and prune what is kept of other servers: posts, accounts and copies of their media')
    .addCommand(status(cli))
    .addCommand(prune(cli))
}

function status(cli: Cli): Command {
  return new Command('status')
    .description('Show how much there is of each kind, how it grows, what must stay, and what the next pruning drops')
    .option('--hosts <n>', 'how many servers to list, those with most media first', String(DEFAULT_HOSTS))
    .option('--json', 'print JSON')
    .action(({ hosts, json }: { hosts: string; json?: boolean }) =>
      withApp(cli, async (app) => {
        const maxHosts = countOption(hosts)
        const found = await withProgress(cli, 'Stopped.', (progress) =>
          cacheStatus(app, {
            maxHosts,
            onKind: ({ name }) => progress({ title: `Counting ${name}`, unit: 'rows' })(0),
          }),
        )
        printResult(cli, json, cacheStatusResult(found), () => cacheStatusLines(found, app.clock.now()))
      }),
    )
}

interface PruneFlags {
  kind?: string
  olderThan?: string
  host?: string
  dryRun?: boolean
  json?: boolean
}

function prune(cli: Cli): Command {
  return new Command('prune')
    .description('Drop now what the nightly pruning would drop, or more. What people here have used always stays')
    .addOption(new Option('--kind <kind>', 'only this kind').choices(CACHE_KINDS.map(({ name }) => name)))
    .option('--older-than <duration>', 'drop what nobody has looked at for so long, such as 30d, whatever the quota')
    .option('--host <host>', 'only what comes from this server')
    .option('--dry-run', 'drop nothing, and say what would be dropped')
    .option('--json', 'print JSON')
    .action((flags: PruneFlags) =>
      withApp(cli, async (app) => {
        const options = { ...optionsOf(flags), isDryRun: flags.dryRun ?? false }
        const goesOn = 'Stopped. What has been dropped stays so; run the command again to drop the rest.'
        const pruned = await withProgress(cli, goesOn, (progress) =>
          pruneNow(app, { ...options, onProgress: reporter(progress) }),
        )
        printResult(cli, flags.json, resultOf(pruned, options.isDryRun), () => linesOf(pruned, options.isDryRun))
      }),
    )
}

function optionsOf({ kind: name, olderThan, host }: PruneFlags) {
  const kind = CACHE_KINDS.find((one) => one.name === name)
  return {
    ...(kind && { kind }),
    ...(olderThan !== undefined && { olderThanMs: durationOption(olderThan) }),
    ...(host !== undefined && { host: hostOption(host) }),
  }
}

function reporter(progress: Progress): (kind: CacheKind, dropped: number) => void {
  const steps = new Map<CacheKind, (done: number) => void>()
  return (kind, dropped) => {
    const step = steps.get(kind) ?? progress({ title: `Pruning ${kind.name}`, unit: kind.unit })
    steps.set(kind, step)
    step(dropped)
  }
}

function resultOf(pruned: readonly Pruned[], isDryRun: boolean) {
  return { dry_run: isDryRun, kinds: pruned.map(({ name, unit, dropped }) => ({ kind: name, unit, dropped })) }
}

function linesOf(pruned: readonly Pruned[], isDryRun: boolean): string[] {
  const verb = isDryRun ? 'would be dropped' : 'dropped'
  return pruned.map(({ name, unit, dropped }) => `${name}: ${showAmount(dropped, unit)} ${verb}`)
}
