/** Limits how many fetches of media run at once. Others wait in line, but none behind a slow host that is not its own. */
import type { App } from '../../core/app.ts'
import { TooMany } from '../../core/errors.ts'
import { SECOND } from '../../lib/durations.ts'
import { slot } from '../../lib/slot.ts'

const MAX_RUNNING = 48
/** A page of pictures comes from one host within seconds, and the host is not bothered by it. */
const MAX_RUNNING_PER_HOST = 4
const MAX_WAITING = 1_024
/** Three pages of forty posts with four pictures each. */
const MAX_WAITING_PER_HOST = 512
/** Longer than a browser should be kept waiting. It asks again by itself. */
const MAX_WAIT_MS = 20 * SECOND
const RETRY_MS = 5 * SECOND

interface Waiting {
  host: string
  begin(): void
}

/** Running fetches by host, and those that wait, oldest first. */
const places = slot(() => ({ running: new Map<string, number>(), waiting: new Set<Waiting>() }))

/**
 * Waits for a place.
 * @returns a function that gives it back
 * @throws TooMany
 */
export async function takePlace(app: App, host: string): Promise<() => void> {
  const { running, waiting } = app.slot(places)
  let isReleased = false
  const release = () => {
    if (isReleased) return
    isReleased = true
    const left = (running.get(host) ?? 1) - 1
    if (left === 0) running.delete(host)
    else running.set(host, left)
    admitWaiting(app)
  }
  if (isFree(running, host)) {
    running.set(host, (running.get(host) ?? 0) + 1)
    return release
  }
  const ofHost = [...waiting].filter((one) => one.host === host).length
  if (waiting.size >= MAX_WAITING || ofHost >= MAX_WAITING_PER_HOST) throw tooMany()
  await inLine(app, host)
  return release
}

function isFree(running: ReadonlyMap<string, number>, host: string): boolean {
  let all = 0
  for (const count of running.values()) all += count
  return all < MAX_RUNNING && (running.get(host) ?? 0) < MAX_RUNNING_PER_HOST
}

function inLine(app: App, host: string): Promise<void> {
  const { waiting } = app.slot(places)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const one: Waiting = { host, begin: resolve }
  const cancel = app.clock.timer(MAX_WAIT_MS, () => {
    if (waiting.delete(one)) reject(tooMany())
  })
  waiting.add(one)
  return promise.finally(cancel)
}

/** Lets in whoever has waited longest and whose host has a free place. */
function admitWaiting(app: App): void {
  const { running, waiting } = app.slot(places)
  for (const one of waiting) {
    if (!isFree(running, one.host)) continue
    waiting.delete(one)
    running.set(one.host, (running.get(one.host) ?? 0) + 1)
    one.begin()
    return
  }
}

function tooMany(): TooMany {
  return new TooMany(['too-many-fetches'], RETRY_MS)
}
