import type { App } from '../core/app.ts'
import { Unavailable } from '../core/errors.ts'

/** More fetches at once than this, and whoever comes next is asked to come back. */
const MAX_FLIGHTS = 256
const LATER_MS = 10_000

/** One flight per key: who wants the same meanwhile waits for the same answer. */
export function flight<T>(app: Pick<App, 'caches' | 'uris'>, key: string, fly: () => Promise<T>): Promise<T> {
  const { flights } = app.caches
  const current = flights.get(key)
  if (current) return current as Promise<T>
  if (flights.size >= MAX_FLIGHTS)
    return Promise.reject(new Unavailable(app.uris.host, 'too much is being fetched', LATER_MS))
  const flying = fly().finally(() => flights.delete(key))
  flights.set(key, flying)
  return flying
}
