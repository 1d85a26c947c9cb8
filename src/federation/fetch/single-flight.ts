import { hostOf } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { Unavailable } from '../../core/errors.ts'
import { SECOND } from '../../lib/durations.ts'
import { slot } from '../../lib/slot.ts'

/** More fetches at once than this, and whoever comes next is asked to come back. */
const MAX_FETCHES = 256
/** A host that answers slowly must not use them all up: the others would never be heard again. */
const MAX_FETCHES_PER_HOST = 64
const RETRY_MS = 10 * SECOND

/** Fetches under way, by what they fetch. Each removes itself. */
export const fetchesInFlight = slot(() => new Map<string, Promise<unknown>>())

/**
 * One flight per key: who wants the same meanwhile waits for the same answer.
 * @param key what is fetched: words, a blank, and its address
 */
export function singleFlight<T>(app: Pick<App, 'slot' | 'uris'>, key: string, run: () => Promise<T>): Promise<T> {
  const running = app.slot(fetchesInFlight)
  const current = running.get(key)
  if (current) return current as Promise<T>
  if (running.size >= MAX_FETCHES || isHostAtLimit(running, key))
    return Promise.reject(new Unavailable(app.uris.host, ['fetches-full'], RETRY_MS))
  const started = run().finally(() => running.delete(key))
  running.set(key, started)
  return started
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
