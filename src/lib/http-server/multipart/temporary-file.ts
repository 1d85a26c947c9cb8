/** A file that arrives, written to disk in blocks. */
import { type FileHandle, open, rm } from 'node:fs/promises'
import { storageError } from '../../storage/storage.ts'
import { UPLOAD_WINDOW_BYTES } from '../limits.ts'

const BLOCK_BYTES = UPLOAD_WINDOW_BYTES / 2

export class TemporaryFile {
  readonly path: string
  readonly #handle: FileHandle
  #block: Buffer[] = []
  #blockBytes = 0
  bytes = 0
  private constructor(path: string, handle: FileHandle) {
    this.path = path
    this.#handle = handle
  }

  /** @throws StorageFull */
  static async create(path: string): Promise<TemporaryFile> {
    return new TemporaryFile(path, await stored(open(path, 'w', 0o600)))
  }

  /** @returns undefined if the bytes wait in memory for more */
  write(bytes: Buffer): Promise<void> | undefined {
    this.bytes += bytes.length
    this.#blockBytes += bytes.length
    this.#block.push(bytes)
    return this.#blockBytes < BLOCK_BYTES ? undefined : this.#flush()
  }

  async finish(): Promise<void> {
    await this.#flush()
    await this.#handle.close()
  }

  /** Gives up a file that is not finished. */
  async remove(): Promise<void> {
    await this.#handle.close().catch(() => {})
    await rm(this.path, { force: true })
  }

  async #flush(): Promise<void> {
    const block = this.#block.length === 1 ? (this.#block[0] as Buffer) : Buffer.concat(this.#block)
    this.#block = []
    this.#blockBytes = 0
    if (block.length > 0) await stored(this.#handle.writeFile(block))
  }
}

async function stored<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw storageError(error)
  }
}
