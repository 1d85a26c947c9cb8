import type { ChildProcess } from 'node:child_process'
import { isDeepStrictEqual } from 'node:util'
import { systemClock } from '../clock.ts'
import { SECOND } from '../durations.ts'
import type { Confinement } from './confinement.ts'
import type { Decoded, MediaLimits } from './decoded.ts'
import { MediaError, type MediaReason } from './media-error.ts'
import type { PictureReply, PictureTask } from './picture-task.ts'
import { type ChildBounds, nextReply, startPictureChild } from './start-picture-child.ts'
import { killGroup, Watch } from './watched-process.ts'

const IDLE_MS = 30 * SECOND
/** What Node and libvips occupy before anything is decoded. */
const OWN_RESIDENT_BYTES = 100 * 1_048_576

interface Outcome {
  /** Undefined if the child died. */
  reply: PictureReply | undefined
  excess: Watch['excess']
  /** It died before it began, and this process had not heard of it. */
  wasIdle: boolean
}

/**
 * The child process that decodes pictures: started with the first task, killed when a task exceeds its limits and after
 * an idle time. A crash fails only its task.
 */
export class PictureProcess {
  readonly #confinement: () => Promise<Confinement>
  #child: ChildProcess | undefined
  #bounds: ChildBounds | undefined
  #cancelIdle: () => void = () => {}
  #isStopped = false

  constructor(confinement: () => Promise<Confinement>) {
    this.#confinement = confinement
  }

  /** Runs one task. The next one may come when it is over. @throws MediaError */
  async run(task: PictureTask): Promise<Decoded> {
    const first = await this.#try(task)
    const { reply, excess } = first.wasIdle ? await this.#try(task) : first
    if (!reply) throw new MediaError(this.#causeOfDeath(excess, task.limits))
    if ('decoded' in reply) return reply.decoded
    throw new MediaError(
      'reason' in reply ? reply.reason : ['media-decoder-broken'],
      'reason' in reply ? reply.detail : '',
    )
  }

  async #try(task: PictureTask): Promise<Outcome> {
    const child = await this.#ready(task)
    const { imageTimeMs, memoryBytes } = task.limits
    const watch = new Watch(child, { timeMs: imageTimeMs, residentBytes: memoryBytes + OWN_RESIDENT_BYTES })
    let hasBegun = false
    const answer = nextReply(child, () => {
      hasBegun = true
    })
    child.send(task, () => {})
    const reply = await answer
    watch.end()
    this.#rest(reply ? child : undefined)
    return { reply, excess: watch.excess, wasIdle: !(reply || hasBegun || watch.excess) }
  }

  stop(): void {
    this.#isStopped = true
    this.#end()
  }

  /** The child, started anew if the bounds have changed: they are those of the whole process. */
  async #ready(task: PictureTask): Promise<ChildProcess> {
    this.#cancelIdle()
    const bounds = boundsOf(task)
    if (!isDeepStrictEqual(bounds, this.#bounds) || hasEnded(this.#child)) this.#end()
    this.#bounds = bounds
    if (!this.#isStopped) this.#child ??= await startPictureChild(await this.#confinement(), bounds)
    if (this.#isStopped) this.#end()
    if (!this.#child) throw new MediaError(['media-decoder-stopped'])
    setRef(this.#child, true)
    return this.#child
  }

  /** An idle child does not keep the server alive. */
  #rest(child: ChildProcess | undefined): void {
    this.#child = child
    if (!child) return
    setRef(child, false)
    this.#cancelIdle = systemClock().timer(IDLE_MS, () => this.#end())
  }

  #causeOfDeath(excess: Outcome['excess'], limits: MediaLimits): MediaReason {
    if (this.#isStopped) return ['media-decoder-stopped']
    if (excess === 'time') return ['media-takes-too-long', { seconds: limits.imageTimeMs / SECOND }]
    if (excess === 'memory') return ['media-takes-too-much-memory']
    return ['media-damaged']
  }

  #end(): void {
    this.#cancelIdle()
    if (this.#child) killGroup(this.#child)
    this.#child = undefined
  }
}

/** A child may also be killed while it is idle, when the machine runs out of memory. */
function hasEnded(child: ChildProcess | undefined): boolean {
  return child !== undefined && (child.exitCode !== null || child.signalCode !== null)
}

/** Only an animated PNG is read by our own code. */
function boundsOf({ limits: { memoryBytes, outputBytes }, mediaType, source }: PictureTask): ChildBounds {
  return { memoryBytes, outputBytes, readable: mediaType === 'image/apng' ? source : undefined }
}

function setRef(child: ChildProcess, isRef: boolean): void {
  for (const handle of [child, child.channel, child.stderr as unknown as { ref(): void; unref(): void }]) {
    if (isRef) handle?.ref()
    else handle?.unref()
  }
}
