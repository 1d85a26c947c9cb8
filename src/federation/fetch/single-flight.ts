import { hostOf } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { Unavailable } from '../../core/errors.ts'

/** More fetches at once than this, and whoever comes next is asked to come back. */
const MAX_FLIGHTS = 256
/** A host that answers slowly must not use them all up: the others would never be heard again. */
const MAX_FLIGHTS_PER_HOST = 64
const LATER_MS = 10_000

/**
 * One flight per key: who wants the same meanwhile waits for the same answer.
 * @param key what is fetched: words, a blank, and its address
 */
export function flight<T>(app: Pick<App, 'caches' | 'uris'>, key: string, fly: () => Promise<T>): Promise<T> {
  const { flights } = app.caches
  const current = flights.get(key)
  if (current) return current as Promise<T>
  if (flights.size >= MAX_FLIGHTS || isCrowded(flights, key))
    return Promise.reject(new Unavailable(app.uris.host, 'too much is being fetched', LATER_MS))
  const flying = fly().finally(() => flights.delete(key))
  flights.set(key, flying)
  return flying
}

function isCrowded(flights: ReadonlyMap<string, unknown>, key: string): boolean {
  if (flights.size < MAX_FLIGHTS_PER_HOST) return false
  const host = hostIn(key)
  let others = 0
  for (const other of flights.keys()) if (hostIn(other) === host) others++
  return others >= MAX_FLIGHTS_PER_HOST
}

function hostIn(key: string): string | undefined {
  return hostOf(key.slice(key.lastIndexOf(' ') + 1))
}
