/** Fetches media of other servers: once for everybody who looks, who read it while it arrives. */
import type { Readable } from 'node:stream'
import type { App } from '../../core/app.ts'
import { markAnswering } from '../../core/domains/silent-hosts.ts'
import { mayKeepCopies, noteFull } from '../../core/media/copies/reserve.ts'
import type { Media } from '../../db/tables/media.ts'
import { slot } from '../../lib/slot.ts'
import { StorageFull, storageError } from '../../lib/storage/storage.ts'
import { MediaFailure } from './failure.ts'
import type { Flight } from './flight.ts'
import { keepCopy } from './keep.ts'
import { isPassedOn, rememberToPassOn } from './known-types.ts'
import { maxCopyBytes } from './limits.ts'
import { askOrigin, recognize } from './origin.ts'
import { refuseSilent, rememberFailure } from './outcome.ts'
import { takePlace } from './places.ts'
import { hasRoom, type Receiving, receiveFile } from './receive-file.ts'

/** A medium of which no copy can be kept is passed on from its origin instead. */
type Fetched = { flight: Flight; kept: Promise<void> } | 'pass-on'

/** Fetches that run in this process. Each removes itself when its copy is kept. */
const flights = slot(() => new Map<string, Promise<Fetched>>())
/** What arrives for them. */
const bodies = slot(() => new Set<Readable>())

/**
 * Joins or begins the fetch of a medium.
 * @param beforeBegin called before a new fetch begins; throws to prevent it
 * @throws MediaFailure, which is remembered; Unavailable if its host has just been silent; TooMany; Declined
 */
export function fetchCopy(app: App, medium: Media, beforeBegin = () => {}): Promise<Fetched> {
  const running = app.slot(flights)
  const known = running.get(medium.key)
  if (known) return known
  beforeBegin()
  const begun = begin(app, medium, () => running.delete(medium.key))
  running.set(medium.key, begun)
  begun.then(
    (fetched) => fetched === 'pass-on' && running.delete(medium.key),
    () => running.delete(medium.key),
  )
  return begun
}

/**
 * Waits until everything that this process fetches now is kept or has failed.
 * @param options.abort gives up what has not arrived, because the server stops
 */
export async function endFetches(app: App, { abort = false } = {}): Promise<void> {
  if (abort) for (const body of app.slot(bodies)) body.destroy(new Stopped())
  for (const fetching of [...app.slot(flights).values()]) {
    const fetched = await fetching.catch(() => 'failed' as const)
    if (typeof fetched === 'object') await fetched.kept
  }
}

class Stopped extends Error {}

async function begin(app: App, medium: Media, onEnd: () => void): Promise<Fetched> {
  if (isPassedOn(app, medium.key) || !hasRoom(app) || !(await mayKeepCopies(app))) return 'pass-on'
  const release = await takePlace(app, medium.host ?? '')
  try {
    refuseSilent(app, medium)
    const receiving = await beginReceiving(app, medium, release)
    if (!receiving) return 'pass-on'
    return { flight: receiving.flight, kept: finish(app, medium, receiving).finally(onEnd) }
  } catch (error) {
    release()
    if (!(error instanceof StorageFull)) throw await rememberFailure(app, medium, error)
    noteFull(app)
    return 'pass-on'
  }
}

/** @returns undefined if no copy of it can be kept now */
async function beginReceiving(app: App, medium: Media, release: () => void): Promise<Receiving | undefined> {
  const { bytes, stream: body } = await askOrigin(app, medium)
  markAnswering(app, medium.host ?? '')
  app.slot(bodies).add(body)
  body.once('close', () => {
    app.slot(bodies).delete(body)
    release()
  })
  const { mediaType, stream } = await recognize(app, body)
  if (bytes === undefined || (bytes <= maxCopyBytes(app) && hasRoom(app, bytes)))
    return receiveFile(app, { mediaType, stream, bytes, release })
  if (bytes > maxCopyBytes(app)) rememberToPassOn(app, medium.key, mediaType, 'too-large')
  stream.destroy()
  return undefined
}

/** Receives the rest and keeps it. Never rejects: whoever reads it notices if it breaks off. */
async function finish(app: App, medium: Media, { flight, whole, close }: Receiving): Promise<void> {
  try {
    const file = await whole
    if (typeof file === 'object') await keepCopy(app, medium, file)
    else rememberToPassOn(app, medium.key, flight.mediaType, file)
  } catch (error) {
    if (storageError(error) instanceof StorageFull) noteFull(app)
    await noteFailure(app, medium, error).catch((err) => app.log.error({ err }, 'could not note a failed fetch'))
  } finally {
    await close().catch((err) => app.log.warn({ err }, 'could not remove a temporary file'))
  }
}

async function noteFailure(app: App, medium: Media, error: unknown): Promise<void> {
  const known = await rememberFailure(app, medium, error)
  const { host, key } = medium
  const isExpected = known instanceof MediaFailure || known instanceof Stopped
  app.log[isExpected ? 'debug' : 'error']({ err: error, host, key }, 'a medium was not kept')
}
