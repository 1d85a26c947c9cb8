/**
 * A server with a heap of 512 MB under all attacks at once, next to the same server with the same people and honest
 * servers when nobody attacks. In the end it is killed under attack, and started again to find what was lost.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { MINUTE, SECOND } from '../../src/lib/durations.ts'
import { freePort } from '../pinned.ts'
import type { Prepared } from '../prepare.ts'
import { type Result, round } from '../row.ts'
import { attacks } from '../siege/attacks/index.ts'
import { HonestServer } from '../siege/honest-server.ts'
import { type Phase, runPhase } from '../siege/phase.ts'
import { settle } from '../siege/settle.ts'

const HONEST = 4
/** From how many networks the attackers come, one siege each. */
const NETWORKS = [1, 16]
const SLOWER = 5
const GROWTH_MB = 100
const DELAY_MS = 50
/** A server that nobody knew must get in within this time. */
const NEWCOMER_S = 15

interface Options {
  seconds?: string | undefined
  /** Names, separated by commas. */
  attacks?: string | undefined
  networks?: string | undefined
}

export async function siege(prepared: Prepared, options: Options): Promise<Result[]> {
  const [hostsPort, silentPort] = [await freePort(), await freePort()]
  const ms = options.seconds ? Number(options.seconds) * SECOND : MINUTE
  const honest = await Promise.all(Array.from({ length: HONEST }, (_, n) => HonestServer.start(n)))
  const settled = await settle(prepared, honest, hostsPort)
  const common = { prepared, honest, ms, ...settled }
  const { postUri, authorUri } = settled
  const knownKeyId = honest[0]?.keyId as string
  const names = options.attacks?.split(',') ?? Object.keys(attacks)
  try {
    const quiet = await runPhase({ ...common, newcomer: HONEST, plan: undefined })
    describe(quiet)
    const results: Result[] = []
    for (const [at, networks] of (options.networks?.split(',').map(Number) ?? NETWORKS).entries()) {
      await wait(SECOND)
      const plan = {
        port: prepared.port,
        networks,
        attacks: names,
        hostsPort,
        silentPort,
        postUri,
        authorUri,
        knownKeyId,
      }
      const phase = await runPhase({ ...common, newcomer: HONEST + 1 + at, plan })
      describe(phase)
      results.push(...compare(prepared, networks, quiet, phase))
    }
    return results
  } finally {
    for (const server of honest) await server[Symbol.asyncDispose]()
  }
}

/** Says what happened in a phase. These figures have no goal. */
function describe({ report, ledger, delays, late, core, diedAfter }: Phase): void {
  const write = (what: string, value: unknown) => process.stderr.write(`  ${what}: ${JSON.stringify(value)}\n`)
  if (diedAfter !== undefined) write('the server ended after (s)', round(diedAfter))
  for (const [name, outcomes] of Object.entries(report?.outcomes ?? {})) write(name, outcomes)
  write('sent by attackers (MB)', Math.round((report?.sentBytes ?? 0) / 1e6))
  write('caused', report?.caused)
  write('own people refused', ledger.failures)
  write('honest deliveries refused', ledger.refusals)
  write('own requests, posts, honest activities', [ledger.times.length, ledger.posts.size, ledger.received.size])
  write('the server ran, and waited for its core (s)', [round(core.ran), round(core.waited)])
  write('this process was late (ms, p50 and p99)', [round(late.p50), round(late.p99)])
  write('longest delay (ms)', delays && round(delays.longest))
}

function compare({ bed }: Prepared, networks: number, quiet: Phase, siege: Phase): Result[] {
  const from = `siege from ${networks} network${networks === 1 ? '' : 's'}`
  const row = (
    name: string,
    value: number,
    unit: string,
    baseline: number | null,
    goal: string,
    met: boolean,
  ): Result => ({
    name: `${from}: ${name}`,
    engine: bed.engine,
    value: round(value),
    unit,
    baseline: baseline === null ? null : round(baseline),
    ratio: baseline ? round(baseline / value) : null,
    goal,
    met,
  })
  const slower = (part: number, name: string) => {
    const [ours, theirs] = [at(siege.ledger.times, part), at(quiet.ledger.times, part)]
    return row(`own people, ${name}`, ours, 'ms', theirs, `≤ ${SLOWER} × idle`, ours <= SLOWER * theirs)
  }
  const failed = Object.values(siege.ledger.failures).reduce((sum, one) => sum + one, 0)
  const delay = siege.delays?.p999 ?? Number.POSITIVE_INFINITY
  const waited = siege.newcomerWaitedS ?? Number.POSITIVE_INFINITY
  const grown = siege.residentMb - quiet.residentMb
  return [
    slower(0.5, 'median'),
    slower(0.99, 'p99'),
    row('own people, refused or failed', failed, 'requests', null, '0', failed === 0),
    row('memory', siege.residentMb, 'MB', quiet.residentMb, `idle + ${GROWTH_MB} MB`, grown <= GROWTH_MB),
    row(
      'event loop delay p99.9',
      delay,
      'ms',
      siege.fsync.p999,
      `fsync + ${DELAY_MS} ms`,
      delay <= siege.fsync.p999 + DELAY_MS,
    ),
    row(
      'a new honest server gets in after',
      waited,
      's',
      quiet.newcomerWaitedS ?? null,
      `≤ ${NEWCOMER_S} s`,
      waited <= NEWCOMER_S,
    ),
    row('acknowledged and lost after a kill', siege.missing, 'effects', quiet.missing, '0', siege.missing === 0),
  ]
}

function at(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.POSITIVE_INFINITY
}
