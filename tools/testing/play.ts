/** Runs jobs in a few processes at once and tells of them as one run of Node's test runner. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { spec, type TestEvent } from 'node:test/reporters'
import { type Counts, count } from './counts.ts'
import { failureOf, titled } from './events.ts'
import { FileProcess, type FileReport } from './file-process.ts'
import type { Job, Mode } from './plan.ts'

const LANES = 2
const NO_TEST = 'It has no test.'

export interface PlayOptions {
  /** Added to. */
  counts: Counts
  env: NodeJS.ProcessEnv
  signal: AbortSignal
  /** Where the report goes. Default: the standard output. */
  output?: NodeJS.WritableStream
  /** Processes that run files which may share one. Default: one for each core that the workplace has. */
  lanes?: number
}

export interface FileTime {
  file: string
  mode: string
  cpuMs: number
}

/** Prints the tests of each file when the file has ended. @returns what each file took */
export async function play(jobs: Job[], options: PlayOptions): Promise<FileTime[]> {
  const { counts, env, signal, output = process.stdout, lanes: width = LANES } = options
  const times: FileTime[] = []
  const events = new Readable({ objectMode: true, read() {} })
  const tell = ({ file, mode }: Pick<Job, 'file' | 'mode'>, report: FileReport) => {
    const { problem, cpuMs } = report
    times.push({ file, mode: mode.title, cpuMs })
    const told: TestEvent[] = report.events.map((event) => titled(event, file, mode.title))
    const wrong =
      problem ?? (told.some(({ type }) => type === 'test:pass' || type === 'test:fail') ? undefined : NO_TEST)
    if (wrong !== undefined) told.push(failureOf(file, mode.title, wrong))
    for (const event of told) {
      count(counts, event)
      events.push(event)
    }
  }
  const [together, apart] = [jobs.filter((job) => !job.apart), jobs.filter((job) => job.apart)]
  const lane = (next: () => Job | undefined) => runLane(next, { env, signal, tell })
  const lanes = [lane(() => apart.shift())]
  for (let n = 0; n < width; n++) lanes.push(lane(() => together.shift() ?? apart.shift()))
  const printed = pipeline(events, new spec(), output, { end: false })
  await Promise.all(lanes)
  events.push(null)
  await printed
  return times
}

interface LaneParts {
  env: NodeJS.ProcessEnv
  signal: AbortSignal
  tell(job: Pick<Job, 'file' | 'mode'>, report: FileReport): void
}

/** One file after the other, in one process as long as they may share it. */
async function runLane(next: () => Job | undefined, { env, signal, tell }: LaneParts): Promise<void> {
  let current: FileProcess | undefined
  const end = async () => {
    const mode = current?.mode as Mode
    const problem = await current?.end()
    current = undefined
    if (problem !== undefined) tell({ file: 'tools/testing/run-files.ts', mode }, { events: [], problem, cpuMs: 0 })
  }
  for (let job = next(); job && !signal.aborted; job = next()) {
    if (current && (job.apart || current.mode !== job.mode)) await end()
    current ??= new FileProcess(job.mode, env, signal)
    tell(job, await current.run(job.file))
    if (!current.alive) current = undefined
    else if (job.apart) await end()
  }
  if (current) await end()
}
