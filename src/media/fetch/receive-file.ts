/** Receives a medium into a file while others read it. */
import { rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { App } from '../../core/app.ts'
import type { FinishedFile } from '../../core/media/files/keep.ts'
import { slot } from '../../lib/slot.ts'
import { GrowingFile } from '../../lib/storage/growing-file.ts'
import { Flight } from './flight.ts'
import { maxCopyBytes } from './limits.ts'
import type { recognize } from './origin.ts'
import { takePassage } from './passages.ts'

/** What all files that are being fetched may occupy on the disk, in copies of the largest size. */
const MAX_LARGEST_FILES = 4

const inFlight = slot(() => ({ bytes: 0 }))

/** Whether a file of this length may be begun. */
export function hasRoom(app: App, bytes = 0): boolean {
  return app.slot(inFlight).bytes + bytes <= MAX_LARGEST_FILES * maxCopyBytes(app)
}

interface Arriving extends Awaited<ReturnType<typeof recognize>> {
  bytes: number | undefined
  /** Gives back the place of the fetch. */
  release(): void
}

/** It alone, or what all that arrives occupies together. */
type Excess = 'too-large' | 'no-room'

export interface Receiving {
  flight: Flight
  /** What was received once it is whole, or why no more of it is kept. Rejects if its origin broke off. */
  whole: Promise<FinishedFile | Excess>
  /** Ends the access of new readers. */
  close(): Promise<void>
}

/** @throws StorageFull */
export async function receiveFile(app: App, { mediaType, stream, bytes, release }: Arriving): Promise<Receiving> {
  const { path, file } = await createFile(app, bytes).catch((error) => {
    stream.destroy()
    throw error
  })
  const flight = new Flight({ mediaType, bytes, file })
  const counted = { bytes: 0 }
  const close = async () => {
    app.slot(inFlight).bytes -= counted.bytes
    counted.bytes = 0
    await file[Symbol.asyncDispose]()
    await rm(path, { force: true })
  }
  const whole = fill(app, { file, flight, stream, counted, release }).then((hash) =>
    hash === 'too-large' || hash === 'no-room' ? hash : { path, hash, bytes: file.size, mediaType },
  )
  return { flight, whole, close }
}

async function createFile(app: App, expected: number | undefined): Promise<{ path: string; file: GrowingFile }> {
  const path = await app.storage.temporaryFile()
  return { path, file: await GrowingFile.create(path, { expected }) }
}

interface Filling {
  file: GrowingFile
  flight: Flight
  stream: Readable
  counted: { bytes: number }
  release(): void
}

/** @returns the hash, or why the rest is only passed on */
async function fill(app: App, { file, flight, stream, counted, release }: Filling): Promise<string> {
  const all = app.slot(inFlight)
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      const isTooLarge = file.size + chunk.length > maxCopyBytes(app)
      if (isTooLarge || !hasRoom(app, chunk.length)) {
        stream.unshift(chunk)
        release()
        holdPassage(app, stream)
        await flight.cut(stream)
        return isTooLarge ? 'too-large' : 'no-room'
      }
      counted.bytes += chunk.length
      all.bytes += chunk.length
      await file.write(chunk)
    }
    return await file.finish()
  } catch (error) {
    stream.destroy()
    await file.fail(error as Error)
    throw error
  }
}

/** From now on, it is only passed on. */
function holdPassage(app: App, stream: Readable): void {
  try {
    stream.once('close', takePassage(app, 'cut'))
  } catch (error) {
    stream.destroy(error as Error)
  }
}
