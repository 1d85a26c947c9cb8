/** A storage that is full at a given number of bytes, as a small disk is. */
import { rm, stat } from 'node:fs/promises'
import { type Storage, StorageFull } from '../../src/lib/storage/storage.ts'

export function limitedStorage(storage: Storage, maxBytes: number): Storage {
  const used = async () => {
    let bytes = 0
    for await (const file of storage.list()) bytes += file.bytes
    return bytes
  }
  return {
    async put(name, path) {
      const isNew = (await storage.size(name)) === undefined
      if (isNew && (await used()) + (await stat(path)).size > maxBytes) {
        await rm(path)
        throw new StorageFull()
      }
      await storage.put(name, path)
    },
    open: (name, range) => storage.open(name, range),
    size: (name) => storage.size(name),
    remove: (name) => storage.remove(name),
    list: (options) => storage.list(options),
    copy: (name, path) => storage.copy(name, path),
    free: async () => Math.max(0, maxBytes - (await used())),
    temporaryFile: () => storage.temporaryFile(),
    sweep: (before) => storage.sweep(before),
  }
}
