/** Shows how far long work has come, in one line of the terminal, and ends it when somebody presses Ctrl-C. */
import { showBytes } from '../lib/bytes.ts'
import { systemClock } from '../lib/clock.ts'
import { SECOND, showDuration } from '../lib/durations.ts'
import type { Cli } from './cli.ts'
import { Stopped } from './exit-code.ts'

/** With `percent`, only the share says something. */
type Unit = 'bytes' | 'rows' | 'files' | 'pages' | 'percent'

interface Step {
  /** What is done, such as “Copying files”. */
  title: string
  unit: Unit
}

/**
 * Starts a step. The result is to be called whenever more is done, with the total if that is known. It throws `Stopped`
 * if the work is to end.
 */
export type Progress = (step: Step) => (done: number, total?: number) => void

const REDRAW_EVERY_MS = 100
const BAR_CHARS = 24

/** Runs work that may take long. @param goesOn what the person should know who stopped it */
export async function withProgress<T>(cli: Cli, goesOn: string, work: (progress: Progress) => Promise<T>): Promise<T> {
  const clock = systemClock()
  let isStopped = false
  void cli.stopRequested().then(() => {
    isStopped = true
  })
  let drawnAt = 0
  try {
    return await work((step) => {
      const startedAt = clock.now()
      return (done, total) => {
        if (isStopped) throw new Stopped(goesOn)
        const now = clock.now()
        if (now - drawnAt < REDRAW_EVERY_MS) return
        drawnAt = now
        cli.redraw?.(progressLine(step, { done, total, elapsedMs: now - startedAt }))
      }
    })
  } finally {
    if (drawnAt > 0) cli.redraw?.('')
  }
}

interface Reached {
  done: number
  total?: number | undefined
  elapsedMs: number
}

export function progressLine({ title, unit }: Step, { done, total, elapsedMs }: Reached): string {
  if (done === 0) return `${title} …`
  const perMs = done / Math.max(1, elapsedMs)
  // The first amounts come all at once.
  const rate = elapsedMs < SECOND ? '' : `, ${showAmount(perMs * SECOND, unit)}/s`
  if (!total) return `${title}: ${showAmount(done, unit)}${rate}`
  const share = Math.min(1, done / total)
  const bar = '█'.repeat(Math.round(share * BAR_CHARS)).padEnd(BAR_CHARS, '░')
  const left = elapsedMs < SECOND ? '' : `, ${showDuration(Math.max(0, total - done) / perMs)} left`
  const shown = `${title} ${bar} ${Math.floor(share * 100)} %`
  if (unit === 'percent') return shown + left
  return `${shown}, ${showAmount(done, unit)} of ${showAmount(total, unit)}${rate}${left}`
}

/** `5.2 GB`, `1,200 rows` */
export function showAmount(amount: number, unit: Unit): string {
  return unit === 'bytes' ? showBytes(amount) : showCount(Math.round(amount), unit.slice(0, -1))
}

/** `1 file`, `1,200 files` */
export function showCount(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
