/** Where the bytes of media are kept: in a folder on this machine, or later in an object store. */
import type { Readable } from 'node:stream'

/** Bytes of a file, both ends included. */
export interface ByteRange {
  start: number
  end: number
}

export interface OpenedFile {
  /** Of the whole file. */
  bytes: number
  /** The whole file or the range. It must be read or destroyed, or its descriptor stays open. */
  stream: Readable
}

export interface StoredFile {
  name: string
  bytes: number
  /** Unix milliseconds. */
  modifiedAt: number
}

/** A file's name is the SHA-256 of its content in 64 lower-case hex digits. @throws TypeError for any other name */
export interface Storage {
  /**
   * Takes over a finished local file. Once this resolves, the file survives a power failure. `path` is gone afterwards,
   * even after an error. If the name exists, the stored file stays.
   * @throws StorageFull
   */
  put(name: string, path: string): Promise<void>
  /** @returns undefined if there is none. If the range starts beyond the end, the stream is empty. */
  open(name: string, range?: ByteRange): Promise<OpenedFile | undefined>
  /** In bytes; undefined if there is none. */
  size(name: string): Promise<number | undefined>
  /** Does nothing if there is none. After a power failure, the file may be there again. */
  remove(name: string): Promise<void>
  /** All files, sorted by name, without loading all names into memory. `after` is a name to continue from. */
  list(options?: { after?: string }): AsyncIterable<StoredFile>
  /**
   * Copies a file to a path on this machine, as a hard link if possible, since a stored file never changes.
   * @returns false if there is none
   * @throws StorageFull
   */
  copy(name: string, path: string): Promise<boolean>
  /** Bytes that may still be written; undefined if unknown. */
  free(): Promise<number | undefined>
  /** An unused path for a file that is not finished. `put` only has to rename it. */
  temporaryFile(): Promise<string>
  /** Removes temporary files last written before this time in Unix milliseconds. @returns how many */
  sweep(before: number): Promise<number>
}

/** The disk or its quota is full. This is no fault of whoever sent the file. */
export class StorageFull extends Error {
  constructor(options?: ErrorOptions) {
    super('There is no space left on the disk', options)
  }
}

/** Turns the system's errors for a full disk or quota into `StorageFull` and returns every other error unchanged. */
export function storageError(error: unknown): unknown {
  const { code } = (error ?? {}) as { code?: unknown }
  return code === 'ENOSPC' || code === 'EDQUOT' ? new StorageFull({ cause: error }) : error
}
