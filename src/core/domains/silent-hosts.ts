/** Hosts that let a fetch wait until it was given up, a moment ago. One that refuses holds no slot. */

import { MINUTE } from '../../lib/durations.ts'
import { LruMap } from '../../lib/lru-map.ts'
import { slot } from '../../lib/slot.ts'
import type { App } from '../app.ts'

const SILENT_MS = 5 * MINUTE

/** Host → until when it counts as silent. */
const silentHosts = slot(() => new LruMap<string, number>({ max: 10_000 }))

export function markSilent(app: App, host: string): void {
  app.slot(silentHosts).set(host, app.clock.now() + SILENT_MS)
}

export function markAnswering(app: App, host: string): void {
  app.slot(silentHosts).delete(host)
}

export function isSilent(app: App, host: string): boolean {
  return (app.slot(silentHosts).get(host) ?? 0) > app.clock.now()
}
