import { Readable } from 'node:stream'
import type { MediaType } from '../../lib/media/sniff.ts'
import type { GrowingFile } from '../../lib/storage/growing-file.ts'
import type { ByteRange } from '../../lib/storage/storage.ts'

interface FlightParts {
  mediaType: MediaType
  /** The length that the origin announces. */
  bytes: number | undefined
  file: GrowingFile
}

/**
 * A medium that is being fetched, and everybody who reads it meanwhile. If it turns out to be too large to keep, the first
 * of them reads on from its origin, and the others have to ask again.
 */
export class Flight {
  readonly mediaType: MediaType
  readonly bytes: number | undefined
  readonly #file: GrowingFile
  #readers = 0
  /** What the file has no room for. */
  #rest: Readable | undefined
  #isCut = false

  constructor({ mediaType, bytes, file }: FlightParts) {
    this.mediaType = mediaType
    this.bytes = bytes
    this.#file = file
  }

  /** Whether it has ended: its copy is kept, or its origin broke off. Nobody can begin to read it then. */
  get isOver(): boolean {
    return this.#file.isClosed
  }

  /** Whether its file ends before the medium does. Whoever begins to read it now would not get the rest. */
  get isCut(): boolean {
    return this.#isCut
  }

  /** @param range only if the length is known. Only before it is over. */
  read(range?: ByteRange): Readable {
    const inFile = this.#file.read(range)
    this.#readers++
    const stream = this.bytes === undefined ? Readable.from(this.#readAll(inFile), { objectMode: false }) : inFile
    stream.once('close', () => {
      this.#readers--
      inFile.destroy()
      this.#dropUnread()
    })
    return stream
  }

  /** Ends the file here. */
  async cut(rest: Readable): Promise<void> {
    this.#isCut = true
    this.#rest = rest
    await this.#file.finish()
    this.#dropUnread()
  }

  async *#readAll(inFile: Readable): AsyncGenerator<Buffer> {
    yield* inFile
    if (!this.#isCut) return
    const rest = this.#rest
    this.#rest = undefined
    if (!rest) throw new Error('The file is too large to be read by several at once')
    yield* rest
  }

  #dropUnread(): void {
    if (this.#readers > 0) return
    this.#rest?.destroy()
    this.#rest = undefined
  }
}
