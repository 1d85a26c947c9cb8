/** How often one thing is asked of another server (S-08): each has a pause after it was asked. */
import { LRUCache } from 'lru-cache'
import type { App, Tx } from '../../core/app.ts'
import { slot } from '../../lib/slot.ts'

type Clocked = Pick<App, 'slot' | 'clock'>

/** What was asked lately → when it may be asked again. */
export const pauses = slot(() => new LRUCache<string, number>({ max: 10_000 }))

/** Milliseconds until this may be asked again; 0 for now. */
export function pauseLeft(app: Clocked, key: string): number {
  return Math.max((app.slot(pauses).get(key) ?? 0) - app.clock.now(), 0)
}

export function pauseFor(app: Clocked, key: string, ms: number): void {
  app.slot(pauses).set(key, app.clock.now() + ms)
}

/** Writes at most once in `ms` for this key. The pause begins with the commit, so what is rolled back may be done again. */
export async function oncePer(app: App, key: string, ms: number, write: (tx: Tx) => Promise<void>): Promise<void> {
  if (pauseLeft(app, key) > 0) return
  await app.transaction(async (tx) => {
    await write(tx)
    tx.afterCommit(() => pauseFor(tx, key, ms))
  })
}
