/** Measures how long the event loop stands still, and how long transactions take, while something runs. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from '../../src/core/app.ts'

const TICK_MS = 1
const MICROS_PER_MS = 1_000

export interface Measured {
  /** The longest time in which the event loop did not turn. */
  stallMs: number
  /** The CPU time of this thread in the worst such time. It does not grow if other programs use the core. */
  stallCpuMs: number
  /** The longest transaction, without the wait for the writer and the commit. */
  transactionMs: number
  tookMs: number
}

export class Watch {
  #measured: Measured = none()

  /** Also measures the transactions of this App, from now on. */
  constructor(app: App) {
    const { transaction } = app
    Object.assign(app, {
      transaction: (work: Parameters<App['transaction']>[0]) =>
        transaction(async (tx) => {
          const began = performance.now()
          try {
            return await work(tx)
          } finally {
            this.#measured.transactionMs = Math.max(this.#measured.transactionMs, performance.now() - began)
          }
        }),
    })
  }

  async during(work: () => Promise<unknown>): Promise<Measured> {
    const measured = none()
    this.#measured = measured
    const began = performance.now()
    const stop = this.#tick(measured)
    try {
      await work()
      await sleep(2 * TICK_MS)
    } finally {
      stop()
    }
    measured.tookMs = performance.now() - began
    return measured
  }

  #tick(measured: Measured): () => void {
    let [at, cpu] = [performance.now(), cpuMs()]
    const timer = setInterval(() => {
      const [now, cpuNow] = [performance.now(), cpuMs()]
      measured.stallMs = Math.max(measured.stallMs, now - at - TICK_MS)
      measured.stallCpuMs = Math.max(measured.stallCpuMs, cpuNow - cpu)
      at = now
      cpu = cpuNow
    }, TICK_MS)
    return () => clearInterval(timer)
  }
}

function none(): Measured {
  return { stallMs: 0, stallCpuMs: 0, transactionMs: 0, tookMs: 0 }
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / MICROS_PER_MS
}
