/** Limits how often the same thing is requested from another server: each request starts a pause for its key (S-08). */

import type { App, Tx } from '../../core/app.ts'
import { LruMap } from '../../lib/lru-map.ts'
import { slot } from '../../lib/slot.ts'

type Clocked = Pick<App, 'slot' | 'clock'>

/** Key → when its pause ends. */
export const pauses = slot(() => new LruMap<string, number>({ max: 10_000 }))

/** Milliseconds until the pause of this key ends; 0 if there is none. */
export function pauseLeft(app: Clocked, key: string): number {
  return Math.max((app.slot(pauses).get(key) ?? 0) - app.clock.now(), 0)
}

export function pauseFor(app: Clocked, key: string, ms: number): void {
  app.slot(pauses).set(key, app.clock.now() + ms)
}

/** Ends a pause that began too early. Nothing is kept, so that what did not happen pushes out no pause. */
export function endPause(app: Clocked, key: string): void {
  app.slot(pauses).delete(key)
}

/**
 * Runs `write` in a transaction, at most once in `ms` milliseconds for this key. The pause begins with the commit, so a
 * write that was rolled back may be repeated at once.
 */
export async function oncePer(app: App, key: string, ms: number, write: (tx: Tx) => Promise<void>): Promise<void> {
  if (pauseLeft(app, key) > 0) return
  await app.transaction(async (tx) => {
    await write(tx)
    tx.afterCommit(() => pauseFor(tx, key, ms))
  })
}
