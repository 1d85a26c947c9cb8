/**
 * A file that one writer fills while any number of readers read it from any offset, so that a download reaches its first
 * reader while it is stored. Readers wait for the writer. The writer waits for the disk, and never for a reader.
 *
 *     await using file = await GrowingFile.create(path)
 *     for await (const chunk of body) await file.write(chunk)
 *     await storage.put(await file.finish(), path)
 */
import { createHash } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { type ByteRange, storageError } from './storage.ts'
import { FILE_MODE } from './sync.ts'

/** How much a reader takes from the file at a time, and about how much it holds for a slow client. */
const READ_BYTES = 65_536

export class GrowingFile implements AsyncDisposable {
  /** The announced length in bytes. A file of another length fails. */
  readonly expected: number | undefined
  readonly #path: string
  readonly #file: FileHandle
  readonly #sha256 = createHash('sha256')
  /** Continues the readers that have read everything so far. */
  readonly #waiting = new Set<() => void>()
  /** The writer and the readers. The last one to leave closes the descriptor. */
  #users = 1
  #size = 0
  #state: 'growing' | 'finished' | 'failed' = 'growing'
  #error: Error | undefined
  #isDisposed = false

  private constructor(path: string, file: FileHandle, expected: number | undefined) {
    this.#path = path
    this.#file = file
    this.expected = expected
  }

  /** @param path where no file exists yet @throws StorageFull */
  static async create(path: string, { expected }: { expected?: number | undefined } = {}): Promise<GrowingFile> {
    const file = await open(path, 'wx+', FILE_MODE).catch((error: unknown) => {
      throw storageError(error)
    })
    return new GrowingFile(path, file, expected)
  }

  /** Whether nobody can join the readers any more. */
  get isClosed(): boolean {
    return this.#isDisposed
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size
  }

  /**
   * Adds bytes. Wait until it resolves before the next call. If it rejects, the file has failed.
   * @throws StorageFull
   * @throws RangeError if the file becomes longer than announced
   */
  async write(chunk: Uint8Array): Promise<void> {
    try {
      this.#refuseUnlessGrowing()
      if (this.#size + chunk.length > (this.expected ?? Number.POSITIVE_INFINITY))
        throw new RangeError(`The file is longer than ${this.expected} bytes`)
      this.#sha256.update(chunk)
      for (let done = 0; done < chunk.length; )
        done += (await this.#file.write(chunk, done, chunk.length - done, this.#size + done)).bytesWritten
      this.#refuseUnlessGrowing()
    } catch (error) {
      throw await this.#failed(error)
    }
    this.#size += chunk.length
    this.#wake()
  }

  /**
   * The file is whole, and may be renamed or removed. Readers can still join until it is disposed of.
   * @returns the SHA-256 of the content, in hex
   * @throws RangeError if the file is shorter than announced
   */
  async finish(): Promise<string> {
    try {
      this.#refuseUnlessGrowing()
      if (this.#size !== (this.expected ?? this.#size))
        throw new RangeError(`The file ends after ${this.#size} of ${this.expected} bytes`)
    } catch (error) {
      throw await this.#failed(error)
    }
    this.#state = 'finished'
    this.#wake()
    return this.#sha256.digest('hex')
  }

  /** Ends all readers with this error and removes the file. Does nothing once the file is finished or has failed. */
  async fail(error: Error): Promise<void> {
    if (this.#state !== 'growing') return
    this.#state = 'failed'
    this.#error = error
    this.#wake()
    // What cannot be removed now is swept later.
    await rm(this.#path, { force: true }).catch(() => {})
    await this[Symbol.asyncDispose]()
  }

  /**
   * Both ends are included. Without `end`, the stream ends with the file. It must be read or destroyed, or its descriptor
   * stays open. If the writer fails, so does the stream.
   * @throws Error once the file is disposed of
   */
  read({ start = 0, end = Number.POSITIVE_INFINITY }: Partial<ByteRange> = {}): Readable {
    if (this.#isDisposed) throw new Error('The file is closed')
    this.#users++
    const place = { at: start, end }
    const go = () => void this.#pull(stream, place, go).catch((error: Error) => stream.destroy(error))
    const stream = new Readable({
      highWaterMark: READ_BYTES,
      read: go,
      destroy: (error, done) => {
        this.#waiting.delete(go)
        this.#leave().then(() => done(error), done)
      },
    })
    return stream
  }

  /** Ends the part of the writer. A file that is not finished fails. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.fail(new Error('The writer of the file has stopped'))
    if (this.#isDisposed) return
    this.#isDisposed = true
    await this.#leave()
  }

  /** Gives a reader its next bytes, or has it woken when there are more. */
  async #pull(stream: Readable, place: { at: number; end: number }, go: () => void): Promise<void> {
    this.#waiting.delete(go)
    if (this.#error) throw this.#error
    const bytes = Math.min(this.#size - place.at, place.end + 1 - place.at, READ_BYTES)
    if (bytes > 0) {
      const { buffer, bytesRead } = await this.#file.read(Buffer.allocUnsafe(bytes), 0, bytes, place.at)
      if (bytesRead === 0) throw new Error('The file was cut by something else')
      place.at += bytesRead
      stream.push(buffer.subarray(0, bytesRead))
    } else if (this.#state === 'finished' || place.at > place.end) stream.push(null)
    else this.#waiting.add(go)
  }

  #wake(): void {
    for (const go of [...this.#waiting]) go()
  }

  async #leave(): Promise<void> {
    this.#users--
    if (this.#users === 0) await this.#file.close()
  }

  #refuseUnlessGrowing(): void {
    if (this.#state !== 'growing') throw this.#error ?? new Error('The file is finished')
  }

  async #failed(error: unknown): Promise<unknown> {
    const known = this.#error ?? (storageError(error) as Error)
    await this.fail(known)
    return known
  }
}
