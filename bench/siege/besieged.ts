/** The server under siege: a process with a small heap, whose memory and event loop are watched. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { SECOND } from '../../src/lib/durations.ts'
import { answers, residentMb, spawnPinned } from '../pinned.ts'
import type { Testbed } from '../row.ts'
import type { Delays } from './delays.ts'

const HEAP_MB = 512
const SAMPLE_MS = SECOND / 4
const NS_PER_S = 1e9
const REPORT_TIMEOUT_MS = 30 * SECOND

export interface CoreTimes {
  /** Seconds on a core. */
  ran: number
  /** Seconds in which it had work but no core. */
  waited: number
}

function coreTimes({ pid }: ChildProcess): CoreTimes {
  const [ran, waited] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ').map(Number) as [number, number]
  return { ran: ran / NS_PER_S, waited: waited / NS_PER_S }
}

export class Besieged implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #sampling: NodeJS.Timeout
  /** The most memory that it had since `watch`. */
  residentMb = 0
  #watchedSince = 0
  #coreSince: CoreTimes = { ran: 0, waited: 0 }
  /** Seconds from `watch` until the process ended, if it ended by itself. */
  diedAfter: number | undefined

  /** Resolves when the process ends. */
  readonly ended: Promise<unknown>

  private constructor(child: ChildProcess) {
    this.#process = child
    this.ended = once(child, 'exit')
    this.#sampling = setInterval(() => this.#sample(), SAMPLE_MS)
    child.once('exit', () => {
      clearInterval(this.#sampling)
      this.diedAfter = (performance.now() - this.#watchedSince) / SECOND
    })
  }

  /** With all settings at their defaults, except that other servers may be on loopback addresses, and those in `more`. */
  static async start(
    { databaseUrl, folder }: Pick<Testbed, 'databaseUrl' | 'folder'>,
    port: number,
    more: Record<string, string> = {},
  ): Promise<Besieged> {
    const env = {
      ATOLL_PORT: String(port),
      ATOLL_DATA: folder,
      ATOLL_DATABASE_URL: databaseUrl,
      ATOLL_ALLOW_PRIVATE_ADDRESSES: 'yes',
      ATOLL_REGISTRATIONS: 'open',
      ATOLL_LOG_LEVEL: 'error',
      ...more,
    }
    const child = spawnPinned([`--max-old-space-size=${HEAP_MB}`, 'bench/siege/server.ts', 'serve'], env, { ipc: true })
    child.stdout?.resume()
    await answers(`http://127.0.0.1:${port}/health`, child)
    return new Besieged(child)
  }

  /** Begins the measurements. */
  watch(): void {
    this.residentMb = 0
    this.#watchedSince = performance.now()
    this.#coreSince = coreTimes(this.#process)
    this.#process.send('reset')
  }

  /** How its main thread spent the time since `watch`. Waiting says how much other processes distort all figures. */
  coreTimes(): CoreTimes {
    if (this.diedAfter !== undefined) return { ran: Number.NaN, waited: Number.NaN }
    const { ran, waited } = coreTimes(this.#process)
    return { ran: ran - this.#coreSince.ran, waited: waited - this.#coreSince.waited }
  }

  #sample(): void {
    const mb = residentMb(this.#process.pid as number)
    // A process that is ending has no memory.
    if (mb > this.residentMb) this.residentMb = mb
  }

  /** How long the event loop was delayed since `watch`; undefined if the process does not tell. */
  async delays(): Promise<Delays | undefined> {
    if (!this.#process.connected) return undefined
    this.#process.send('delays')
    const signal = AbortSignal.timeout(REPORT_TIMEOUT_MS)
    const [delays] = await once(this.#process, 'message', { signal }).catch(() => [undefined])
    return delays as Delays | undefined
  }

  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    this.#process.kill('SIGKILL')
    await this.ended
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill()
  }
}
