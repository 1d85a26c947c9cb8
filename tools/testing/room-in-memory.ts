/** A folder in memory for the databases of tests: on a disk, half the time would go into waiting for it at each commit. */
import { accessSync, constants, statfsSync } from 'node:fs'

/** Linux has one nearly everywhere; in containers it may be too small. */
const FOLDER = '/dev/shm'
const NEEDED_BYTES = 1024 ** 3

/** @returns undefined if there is none, or not enough room in it */
export function roomInMemory(): string | undefined {
  try {
    accessSync(FOLDER, constants.W_OK)
    const { bavail, bsize } = statfsSync(FOLDER)
    return bavail * bsize >= NEEDED_BYTES ? FOLDER : undefined
  } catch {
    return undefined
  }
}
