/**
 * Keeps files in a local folder, the file `abcd…` at `ab/cd/abcd…`. Several processes may use one folder. Folders that
 * become empty are removed: all 65 792 of them would take 257 MB of a small disk.
 */
import { randomUUID } from 'node:crypto'
import { closeSync, constants, createReadStream, fstatSync, open as openWithCallback } from 'node:fs'
import { copyFile, link, lstat, mkdir, readdir, rename, rm, rmdir, stat, statfs } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { makeFolder } from '../make-folder.ts'
import { type ByteRange, type OpenedFile, type Storage, type StoredFile, storageError } from './storage.ts'
import { ifMissing, syncFile, syncFolder } from './sync.ts'

/** A `FileHandle` and its stream cost twice the time. */
const openDescriptor = promisify(openWithCallback)

/** Few reads for a picture, and little memory for each slow reader. */
const CHUNK_BYTES = 65_536
const FOLDER_MODE = 0o700
const NAME = /^[0-9a-f]{64}$/
const PART = /^[0-9a-f]{2}$/
const TEMPORARY = 'tmp'
/** How often a folder may be removed by another process between its creation and its use. */
const MAX_ATTEMPTS = 20

export class FolderStorage implements Storage {
  readonly #root: string

  /** @param root created with its parents when the first file comes */
  constructor(root: string) {
    this.#root = resolve(root)
  }

  async put(name: string, path: string): Promise<void> {
    try {
      const target = this.#pathOf(name)
      if ((await this.size(name)) === undefined) await this.#move(path, target)
      // Another process that puts the same file may not have come so far.
      await Promise.all(this.#foldersOf(target).map(syncFolder))
    } catch (error) {
      throw storageError(error)
    } finally {
      await rm(path, { force: true })
    }
  }

  async open(name: string, range?: ByteRange): Promise<OpenedFile | undefined> {
    const descriptor = await openDescriptor(this.#pathOf(name), 'r').catch(ifMissing)
    if (descriptor === undefined) return undefined
    try {
      // Its size is in memory, since it is open.
      const bytes = fstatSync(descriptor).size
      // With an end, the stream reads only what is there.
      const part = range ?? (bytes > 0 ? { start: 0, end: bytes - 1 } : {})
      return { bytes, stream: createReadStream('', { ...part, fd: descriptor, highWaterMark: CHUNK_BYTES }) }
    } catch (error) {
      closeSync(descriptor)
      throw error
    }
  }

  async size(name: string): Promise<number | undefined> {
    return (await stat(this.#pathOf(name)).catch(ifMissing))?.size
  }

  async remove(name: string): Promise<void> {
    const path = this.#pathOf(name)
    await rm(path, { force: true })
    const [, outer = '', inner = ''] = this.#foldersOf(path)
    await rmdir(inner)
      .then(() => rmdir(outer))
      .catch(() => {}) // They hold other files.
  }

  async *list({ after = '' }: { after?: string } = {}): AsyncIterable<StoredFile> {
    for (const outer of await namesIn(this.#root, PART, after))
      for (const inner of await namesIn(join(this.#root, outer), PART, after.startsWith(outer) ? after.slice(2) : ''))
        for (const name of await namesIn(join(this.#root, outer, inner), NAME, '')) {
          const found = name > after ? await lstat(this.#pathOf(name)).catch(ifMissing) : undefined
          if (found?.isFile()) yield { name, bytes: found.size, modifiedAt: Math.floor(found.mtimeMs) }
        }
  }

  async copy(name: string, path: string): Promise<boolean> {
    const source = this.#pathOf(name)
    try {
      await link(source, path).catch((error) => copyUnless(error, source, path))
      return true
    } catch (error) {
      if ((await this.size(name)) === undefined) return false
      throw storageError(error)
    }
  }

  async free(): Promise<number | undefined> {
    // The folder is created with its first file. Until then, the volume is that of the folder above.
    for (let folder = this.#root; ; folder = dirname(folder)) {
      const found = await statfs(folder).catch(ifMissing)
      if (found) return found.bavail * found.bsize
      if (folder === dirname(folder)) return undefined
    }
  }

  async temporaryFile(): Promise<string> {
    const folder = join(this.#root, TEMPORARY)
    await this.#makeFolders([this.#root, folder])
    return join(folder, randomUUID())
  }

  async sweep(before: number): Promise<number> {
    const folder = join(this.#root, TEMPORARY)
    let removed = 0
    for (const name of await namesIn(folder, /./, '')) {
      const found = await lstat(join(folder, name)).catch(ifMissing)
      if (!found || found.mtimeMs >= before) continue
      await rm(join(folder, name), { force: true, recursive: true })
      removed++
    }
    return removed
  }

  /** Nothing but a hash ever becomes a path (case 84). */
  #pathOf(name: string): string {
    if (!NAME.test(name)) throw new TypeError('A stored file is named by its SHA-256')
    return join(this.#root, name.slice(0, 2), name.slice(2, 4), name)
  }

  /** The folders above a stored file, from the outside in. */
  #foldersOf(path: string): [string, string, string] {
    const inner = dirname(path)
    return [this.#root, dirname(inner), inner]
  }

  async #move(path: string, target: string): Promise<void> {
    await syncFile(path)
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#makeFolders(this.#foldersOf(target))
        return await rename(path, target)
      } catch (error) {
        if (attempt === MAX_ATTEMPTS) throw error
        ifMissing(error as NodeJS.ErrnoException)
      }
    }
  }

  async #makeFolders(folders: readonly string[]): Promise<void> {
    for (const folder of folders) {
      if (folder === this.#root) makeFolder(dirname(folder))
      await mkdir(folder, { mode: FOLDER_MODE }).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
      })
    }
  }
}

/** Sorted names of entries that match, from the one that starts as `after` does. */
async function namesIn(folder: string, pattern: RegExp, after: string): Promise<string[]> {
  const names = (await readdir(folder).catch(ifMissing)) ?? []
  return names.filter((name) => pattern.test(name) && name >= after.slice(0, 2)).sort()
}

/** Between two volumes, and on some file systems, there are no hard links. */
const NO_LINK = new Set(['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS'])

async function copyUnless(error: NodeJS.ErrnoException, source: string, path: string): Promise<void> {
  if (!NO_LINK.has(error.code ?? '')) throw error
  try {
    await copyFile(source, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== 'EEXIST') await rm(path, { force: true })
    throw failure
  }
}
