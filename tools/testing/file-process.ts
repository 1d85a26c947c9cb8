/** A process that runs test files in one mode, one at a time, and its report about each. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MINUTE, SECOND } from '../../src/lib/durations.ts'
import { wrapError } from './events.ts'
import { END_OF_FILE, type FromProcess, type ReportedEvent, type RunFile } from './messages.ts'
import type { Mode } from './plan.ts'

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))
/** A file that takes longer has hung. */
const FILE_TIMEOUT_MS = 5 * MINUTE
/** The time a process has to end when it has nothing more to do. */
const END_TIMEOUT_MS = 10 * SECOND

export interface FileReport {
  events: ReportedEvent[]
  /** What is wrong with the file apart from its tests. */
  problem?: string
  cpuMs: number
}

export class FileProcess {
  readonly mode: Mode
  readonly #child: ChildProcess
  readonly #ended: Promise<string>
  #hasFailed = false
  #killed = false

  constructor(mode: Mode, env: NodeJS.ProcessEnv, signal: AbortSignal) {
    this.mode = mode
    this.#child = fork(path('run-files.ts'), {
      execArgv: [
        ...['--import', path('track-no-promises.ts')],
        ...['--test-reporter', path('send-events.ts'), '--test-reporter-destination', 'stdout'],
      ],
      serialization: 'advanced',
      // It is set if this runs inside a test. The process would then report to the wrong parent.
      env: { ...env, ...mode.env, NODE_TEST_CONTEXT: undefined },
    })
    signal.addEventListener('abort', () => this.kill())
    this.#ended = once(this.#child, 'exit').then(([code, signal]) => `The process ended (${signal ?? code}).`)
  }

  get alive(): boolean {
    return this.#child.connected && !this.#killed
  }

  /** Runs one file. Never rejects: a crash or a timeout is a problem of the file, and ends this process. */
  async run(file: string): Promise<FileReport> {
    const report: FileReport = { events: [], cpuMs: 0 }
    const { promise: finished, resolve: finish } = Promise.withResolvers<string | undefined>()
    const onMessage = (message: FromProcess) => listen(message, report, finish)
    this.#child.on('message', onMessage)
    const timer = setTimeout(() => finish(`It takes longer than ${FILE_TIMEOUT_MS / MINUTE} minutes.`), FILE_TIMEOUT_MS)
    this.#child.send({ file: resolve(file) } satisfies RunFile)
    report.problem = await Promise.race([finished, this.#ended])
    clearTimeout(timer)
    this.#child.off('message', onMessage)
    this.#hasFailed ||= report.events.some(({ type }) => type === 'test:fail')
    if (report.problem !== undefined) this.kill()
    return report
  }

  /**
   * Ends the process.
   * @returns what went wrong at the end, if anything
   */
  async end(): Promise<string | undefined> {
    if (this.#child.connected) this.#child.disconnect()
    const timer = setTimeout(() => this.kill(), END_TIMEOUT_MS)
    const how = await this.#ended
    clearTimeout(timer)
    // Node exits with 1 after a failed test.
    return this.#child.exitCode === (this.#hasFailed ? 1 : 0) ? undefined : how
  }

  kill(): void {
    this.#killed = true
    this.#child.kill('SIGKILL')
  }
}

/** Adds a reported event to the report. The last message of a file finishes it. */
function listen(
  { event, failureType, cpuMs }: FromProcess,
  report: FileReport,
  finish: (problem?: string) => void,
): void {
  report.cpuMs = cpuMs ?? report.cpuMs
  if (!event) return
  if (!('name' in event.data) || event.data.name !== END_OF_FILE) report.events.push(withError(event, failureType))
  else if (event.type === 'test:fail') finish(event.data.details.error.message)
  else if (event.type === 'test:pass') finish()
}

/** Restores the error of a failed test in the form that Node's reporters print. */
function withError(event: ReportedEvent, failureType: string | undefined): ReportedEvent {
  if (event.type !== 'test:fail') return event
  const { details } = event.data
  const error = wrapError(details.error.message, failureType)
  return { ...event, data: { ...event.data, details: { ...details, error } } }
}
