import { hostOf } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { Unavailable } from '../../core/errors.ts'
import { SECOND } from '../../lib/durations.ts'
import { slot } from '../../lib/slot.ts'

/** More fetches at once than this, and whoever comes next is asked to come back. */
const MAX_FLIGHTS = 256
/** A host that answers slowly must not use them all up: the others would never be heard again. */
const MAX_FLIGHTS_PER_HOST = 64
const LATER_MS = 10 * SECOND

/** Fetches under way, by what they fetch. Each removes itself. */
export const flights = slot(() => new Map<string, Promise<unknown>>())

/**
 * One flight per key: who wants the same meanwhile waits for the same answer.
 * @param key what is fetched: words, a blank, and its address
 */
export function flight<T>(app: Pick<App, 'slot' | 'uris'>, key: string, fly: () => Promise<T>): Promise<T> {
  const flying = app.slot(flights)
  const current = flying.get(key)
  if (current) return current as Promise<T>
  if (flying.size >= MAX_FLIGHTS || isCrowded(flying, key))
    return Promise.reject(new Unavailable(app.uris.host, ['fetches-full'], LATER_MS))
  const begun = fly().finally(() => flying.delete(key))
  flying.set(key, begun)
  return begun
}

function isCrowded(flying: ReadonlyMap<string, unknown>, key: string): boolean {
  if (flying.size < MAX_FLIGHTS_PER_HOST) return false
  const host = hostIn(key)
  let others = 0
  for (const other of flying.keys()) if (hostIn(other) === host) others++
  return others >= MAX_FLIGHTS_PER_HOST
}

function hostIn(key: string): string | undefined {
  return hostOf(key.slice(key.lastIndexOf(' ') + 1))
}
