/** One server process from its start to its end by SIGKILL, with people, honest servers and perhaps attackers. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { SECOND } from '../../src/lib/durations.ts'
import type { Prepared } from '../prepare.ts'
import type { Report } from './attackers.ts'
import { Besieged, type CoreTimes } from './besieged.ts'
import { beyond, type Delays, RESOLUTION_MS } from './delays.ts'
import { HonestServer } from './honest-server.ts'
import { Ledger } from './ledger.ts'
import { actAs } from './people.ts'
import type { SiegePlan } from './plan.ts'
import type { Settled } from './settle.ts'

const WARM_UP_MS = 3 * SECOND
const root = join(import.meta.dirname, '..', '..')

export interface Phase {
  ledger: Ledger
  residentMb: number
  delays: Delays | undefined
  fsync: { p50: number; p999: number }
  core: CoreTimes
  /** Milliseconds by which this process, which measures the answers, was itself late. */
  late: { p50: number; p99: number }
  /** Seconds until a server that nobody knew before had its first activity accepted. */
  newcomerWaitedS: number | undefined
  /** Seconds until the server ended by itself. */
  diedAfter: number | undefined
  /** How many effects of what it acknowledged are missing after a restart. */
  missing: number
  report: Report | undefined
}

export interface PhaseOptions extends Settled {
  prepared: Prepared
  honest: readonly HonestServer[]
  /** The number of a server that nobody knows yet. */
  newcomer: number
  ms: number
  /** Undefined: nobody attacks. */
  plan: SiegePlan | undefined
}

export async function runPhase(options: PhaseOptions): Promise<Phase> {
  const { prepared, honest, plan, ms } = options
  const { bed, port } = prepared
  const ledger = new Ledger()
  await using newcomer = await HonestServer.start(options.newcomer)
  const stop = new AbortController()
  await using server = await Besieged.start(bed, port)
  const traffic = [...peopleOf(options, ledger, stop.signal), ...postsOf(options, honest, ledger, stop.signal)]
  await wait(WARM_UP_MS)
  const attackers = plan && startAttackers(plan)
  const fsync = measureFsync(bed.folder, ms)
  const lateness = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  lateness.enable()
  ledger.restart()
  server.watch()
  await Promise.race([wait(ms / 2), server.ended])
  traffic.push(...postsOf(options, [newcomer], ledger, stop.signal))
  await Promise.race([wait(ms / 2), server.ended])
  const { diedAfter } = server
  const core = server.coreTimes()
  const late = { p50: beyond(lateness.percentile(50)), p99: beyond(lateness.percentile(99)) }
  const delays = await server.delays()
  stop.abort()
  await server.kill()
  const report = attackers && (await stopAttackers(attackers))
  await Promise.all(traffic)
  const missing = await afterRestart(options, ledger)
  const { residentMb } = server
  return {
    ledger,
    residentMb,
    delays,
    fsync: await fsync,
    core,
    late,
    newcomerWaitedS: newcomer.waitedS,
    diedAfter,
    missing,
    report,
  }
}

function peopleOf({ people, prepared }: PhaseOptions, ledger: Ledger, until: AbortSignal): Promise<void>[] {
  return people.map((person, n) => actAs(person, n, prepared.port, ledger, until))
}

function postsOf(
  { prepared, personUris }: PhaseOptions,
  servers: readonly HonestServer[],
  ledger: Ledger,
  until: AbortSignal,
) {
  return servers.map((server) => server.post(prepared.port, personUris, ledger, until))
}

async function afterRestart({ prepared, honest }: PhaseOptions, ledger: Ledger): Promise<number> {
  await using _ = await Besieged.start(prepared.bed, prepared.port)
  return await ledger.missing(prepared.bed.databaseUrl, honest)
}

function startAttackers(plan: SiegePlan): ChildProcess {
  const args = ['bench/siege/attackers.ts', JSON.stringify(plan)]
  return spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] })
}

async function stopAttackers(child: ChildProcess): Promise<Report> {
  let out = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk) => {
    out += chunk
  })
  const ended = once(child, 'exit')
  child.stdin?.end()
  await ended
  return JSON.parse(out) as Report
}

/** At the same time and on the same disk, but not on the server's core. */
async function measureFsync(folder: string, ms: number): Promise<Phase['fsync']> {
  const child = spawn(process.execPath, ['bench/baselines/fsync.ts', folder, String(ms)], { cwd: root })
  const [out] = await once(child.stdout, 'data')
  return JSON.parse(String(out)) as Phase['fsync']
}
