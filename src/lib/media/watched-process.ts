import { type ChildProcess, execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { type Clock, systemClock } from '../clock.ts'
import { SECOND } from '../durations.ts'

const KIBIBYTE = 1_024
const MEMORY_CHECK_MS = SECOND / 4

/** Kills a process and all that it started. It must lead a group, as `detached` processes do. */
export function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  // The number of a process that has ended may belong to another one.
  if (pid === undefined || exitCode !== null || signalCode !== null) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

type Excess = 'time' | 'memory'

/**
 * Kills the process when it takes longer or occupies more than it may, and remembers why. Processes are not simulated, so
 * the time is that of the machine.
 */
export class Watch {
  /** Undefined as long as everything is within bounds. */
  excess: Excess | undefined
  readonly #clock: Clock = systemClock()
  readonly #cancelTime: () => void
  #cancelMemory: () => void = () => {}

  constructor(child: ChildProcess, { timeMs, residentBytes }: { timeMs: number; residentBytes: number }) {
    const kill = (excess: Excess) => {
      this.excess ??= excess
      killGroup(child)
    }
    this.#cancelTime = this.#clock.timer(timeMs, () => kill('time'))
    this.#watchMemory(child, residentBytes, () => kill('memory'))
  }

  end(): void {
    this.#cancelTime()
    this.#cancelMemory()
  }

  #watchMemory(child: ChildProcess, max: number, onExcess: () => void): void {
    this.#cancelMemory = this.#clock.timer(MEMORY_CHECK_MS, async () => {
      const bytes = await residentBytes(child)
      if (bytes > max) onExcess()
      else if (child.exitCode === null) this.#watchMemory(child, max, onExcess)
    })
  }
}

/** The memory that a process occupies now; 0 if it has ended. */
async function residentBytes({ pid }: ChildProcess): Promise<number> {
  try {
    if (process.platform !== 'linux') {
      const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])
      return Number(stdout) * KIBIBYTE
    }
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    return Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1] ?? 0) * KIBIBYTE
  } catch {
    return 0
  }
}
