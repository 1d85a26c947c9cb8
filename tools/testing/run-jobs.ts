/** Runs jobs in a few processes at once, and reports them as one run of Node's test runner. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { spec, type TestEvent } from 'node:test/reporters'
import { type Counts, count } from './counts.ts'
import { failureOf, titled } from './events.ts'
import { FileProcess, type FileReport } from './file-process.ts'
import type { Job, Mode } from './plan.ts'

const LANES = 2
const NO_TEST = 'It has no test.'

export interface RunOptions {
  /** The results are added to these. */
  counts: Counts
  env: NodeJS.ProcessEnv
  signal: AbortSignal
  /** Where the report goes. Default: the standard output. */
  output?: NodeJS.WritableStream
  /** How many processes run the files that may share one. Default: 2. */
  lanes?: number
}

export interface FileTime {
  file: string
  mode: string
  cpuMs: number
}

/**
 * Prints the tests of each file when the file has ended.
 * @returns the CPU time of each file
 */
export async function runJobs(jobs: Job[], options: RunOptions): Promise<FileTime[]> {
  const { counts, env, signal, output = process.stdout, lanes: width = LANES } = options
  const times: FileTime[] = []
  const stream = new Readable({ objectMode: true, read() {} })
  const add: LaneParts['add'] = ({ file, mode }, { events: reported, problem, cpuMs }) => {
    times.push({ file, mode: mode.title, cpuMs })
    const events: TestEvent[] = reported.map((event) => titled(event, file, mode.title))
    const wrong =
      problem ?? (events.some(({ type }) => type === 'test:pass' || type === 'test:fail') ? undefined : NO_TEST)
    if (wrong !== undefined) events.push(failureOf(file, mode.title, wrong))
    for (const event of events) {
      count(counts, event)
      stream.push(event)
    }
  }
  const [shared, isolated] = [jobs.filter((job) => !job.isolated), jobs.filter((job) => job.isolated)]
  const lane = (next: () => Job | undefined) => runLane(next, { env, signal, add })
  const lanes = [lane(() => isolated.shift())]
  for (let n = 0; n < width; n++) lanes.push(lane(() => shared.shift() ?? isolated.shift()))
  const printed = pipeline(stream, new spec(), output, { end: false })
  await Promise.all(lanes)
  stream.push(null)
  await printed
  return times
}

interface LaneParts {
  env: NodeJS.ProcessEnv
  signal: AbortSignal
  /** Prints and counts the events of a file. */
  add(job: Pick<Job, 'file' | 'mode'>, report: FileReport): void
}

/** Runs one file after the other, in one process as long as they may share it. */
async function runLane(next: () => Job | undefined, { env, signal, add }: LaneParts): Promise<void> {
  let current: FileProcess | undefined
  const end = async () => {
    const mode = current?.mode as Mode
    const problem = await current?.end()
    current = undefined
    if (problem !== undefined) add({ file: 'tools/testing/run-files.ts', mode }, { events: [], problem, cpuMs: 0 })
  }
  for (let job = next(); job && !signal.aborted; job = next()) {
    if (current && (job.isolated || current.mode !== job.mode)) await end()
    current ??= new FileProcess(job.mode, env, signal)
    add(job, await current.run(job.file))
    if (!current.alive) current = undefined
    else if (job.isolated) await end()
  }
  if (current) await end()
}
