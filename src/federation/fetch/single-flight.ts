import { hostOf } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { Unavailable } from '../../core/errors.ts'
import { SECOND } from '../../lib/durations.ts'
import { slot } from '../../lib/slot.ts'
import { OverLimit } from './over-limit.ts'

/**
 * The limit on fetches that run at once. Beyond it a fetch fails and is retried later. Half of them may be for
 * requests that have proved nothing (`unverified-slots.ts`), each for a key and its owner.
 */
const MAX_FETCHES = 512
/** The limit per host, so that one slow host cannot occupy all of them. */
const MAX_FETCHES_PER_HOST = 64
const RETRY_MS = 10 * SECOND
const SLOW = 'It took too long to answer.'

/** Running fetches by key. Each removes itself when it ends. */
export const fetchesInFlight = slot(() => new Map<string, Promise<unknown>>())

/**
 * Runs one fetch per key at a time. Callers that ask for a key that is being fetched share its result.
 * @param key the kind of fetch, a space, and the address
 * @param signal ends the wait for a fetch that another caller started and that may take longer
 * @throws OverLimit when too many fetches are running, Unavailable when the signal is aborted
 */
export function singleFlight<T>(
  app: Pick<App, 'slot' | 'uris'>,
  key: string,
  run: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const running = app.slot(fetchesInFlight)
  const current = running.get(key) as Promise<T> | undefined
  if (current) return signal ? untilAborted(current, signal, hostIn(key) ?? '') : current
  if (running.size >= MAX_FETCHES || isHostAtLimit(running, key))
    return Promise.reject(new OverLimit(app.uris.host, ['too-many-fetches'], RETRY_MS))
  const started = run().finally(() => running.delete(key))
  running.set(key, started)
  return started
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal, host: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Unavailable(host, ['host-unavailable', { host, reason: SLOW }]))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

function isHostAtLimit(running: ReadonlyMap<string, unknown>, key: string): boolean {
  if (running.size < MAX_FETCHES_PER_HOST) return false
  const host = hostIn(key)
  let others = 0
  for (const other of running.keys()) if (hostIn(other) === host) others++
  return others >= MAX_FETCHES_PER_HOST
}

function hostIn(key: string): string | undefined {
  return hostOf(key.slice(key.lastIndexOf(' ') + 1))
}
