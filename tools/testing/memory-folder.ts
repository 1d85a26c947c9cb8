/** Finds a folder in memory for test databases. On a disk, half of the time would be spent waiting for commits. */
import { accessSync, constants, statfsSync } from 'node:fs'

/** Nearly every Linux has it. In containers it may be too small. */
const FOLDER = '/dev/shm'
const NEEDED_BYTES = 1024 ** 3

/** @returns undefined if there is no such folder, or too little space in it */
export function memoryFolder(): string | undefined {
  try {
    accessSync(FOLDER, constants.W_OK)
    const { bavail, bsize } = statfsSync(FOLDER)
    return bavail * bsize >= NEEDED_BYTES ? FOLDER : undefined
  } catch {
    return undefined
  }
}
