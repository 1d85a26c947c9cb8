import { type ChildProcess, spawn } from 'node:child_process'
import { SECOND } from '../durations.ts'
import { CONFINED_ENVIRONMENT, type Confinement } from './confinement.ts'
import type { MediaLimits } from './decoded.ts'
import { MAX_STREAMS } from './film-input.ts'
import { MediaError, type MediaReason } from './media-error.ts'
import { killGroup, Watch } from './watched-process.ts'

/** Of the description that ffprobe gives, and of what ffmpeg complains about. */
const MAX_OUTPUT_CHARACTERS = 262_144
const MAX_COMPLAINT_CHARACTERS = 2_000

/** Why ffprobe refuses a track of a codec that is not on our list. */
const REFUSED_CODEC = /Codec \(([\w-]{1,40})\) not on whitelist/
/** ffmpeg has only sentences, and the first that fits says why. One that is not listed is about the content. */
const SENTENCES: readonly [pattern: RegExp, reason: MediaReason][] = [
  [/exceeds max_streams/, ['media-too-many-streams', { max: MAX_STREAMS }]],
  [/Cannot allocate memory|malloc of size \d+ failed/, ['media-takes-too-much-memory']],
  [/No space left on device|Disk quota exceeded/, ['media-no-space']],
  [/Permission denied|No such file or directory|Read-only file system/, ['media-decoder-broken']],
]

/** Runs ffmpeg and ffprobe: confined, watched, and each for one file. */
export class Tool {
  readonly #confinement: () => Promise<Confinement>
  readonly #running = new Set<ChildProcess>()
  #isStopped = false

  constructor(confinement: () => Promise<Confinement>) {
    this.#confinement = confinement
  }

  /** @returns what the program prints. @throws MediaError if it fails or exceeds a limit */
  async run(command: readonly string[], limits: MediaLimits): Promise<string> {
    const { memoryBytes, outputBytes, videoTimeMs } = limits
    const wrapped = (await this.#confinement()).wrap(command, { dataBytes: memoryBytes, fileBytes: outputBytes })
    if (this.#isStopped) throw new MediaError(['media-decoder-stopped'])
    const child = spawn(wrapped[0] as string, wrapped.slice(1), {
      env: CONFINED_ENVIRONMENT,
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#running.add(child)
    const watch = new Watch(child, { timeMs: videoTimeMs, residentBytes: memoryBytes })
    const end = await ended(child)
    watch.end()
    this.#running.delete(child)
    if (end.code === 0) return end.output
    throw new MediaError(this.#causeOf(end, watch, limits), end.complaint)
  }

  stop(): void {
    this.#isStopped = true
    for (const child of this.#running) killGroup(child)
  }

  #causeOf({ code, signal, complaint }: End, { excess }: Watch, limits: MediaLimits): MediaReason {
    if (this.#isStopped) return ['media-decoder-stopped']
    if (excess === 'time') return ['media-takes-too-long', { seconds: limits.videoTimeMs / SECOND }]
    if (excess === 'memory') return ['media-takes-too-much-memory']
    if (signal === 'SIGXFSZ') return ['media-result-too-large', { max: limits.outputBytes }]
    if (code === undefined) return ['media-decoder-broken']
    const codec = REFUSED_CODEC.exec(complaint)?.[1]
    if (codec) return ['media-unsupported-codec', { codec }]
    return SENTENCES.find(([pattern]) => pattern.test(complaint))?.[1] ?? ['media-damaged']
  }
}

interface End {
  /** Undefined if the program could not be started, null if a signal ended it. */
  code: number | null | undefined
  signal: NodeJS.Signals | null
  output: string
  complaint: string
}

function ended(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    let [output, complaint] = ['', '']
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(0, MAX_OUTPUT_CHARACTERS)
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-MAX_COMPLAINT_CHARACTERS)
    })
    child.once('error', (error) => resolve({ code: undefined, signal: null, output, complaint: error.message }))
    child.once('close', (code, signal) => resolve({ code, signal, output, complaint }))
  })
}
