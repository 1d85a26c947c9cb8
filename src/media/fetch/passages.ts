/** Limits how many media are passed on at once: each occupies a socket here and at its origin for as long as it is read. */
import type { App } from '../../core/app.ts'
import { TooMany } from '../../core/errors.ts'
import { SECOND } from '../../lib/durations.ts'
import { slot } from '../../lib/slot.ts'

const MAX_PASSAGES = 32
/** A page of films that their viewers watch at the same time. */
const MAX_PASSAGES_PER_NETWORK = 8
const RETRY_MS = 10 * SECOND

/** Who reads → how many. */
const passages = slot(() => new Map<string, number>())

/** @returns a function that gives the passage back @throws TooMany */
export function takePassage(app: App, reader: string): () => void {
  const running = app.slot(passages)
  let all = 0
  for (const count of running.values()) all += count
  const own = running.get(reader) ?? 0
  if (all >= MAX_PASSAGES || own >= MAX_PASSAGES_PER_NETWORK) throw new TooMany(['too-many-fetches'], RETRY_MS)
  running.set(reader, own + 1)
  let isReleased = false
  return () => {
    if (isReleased) return
    isReleased = true
    const left = (running.get(reader) ?? 1) - 1
    if (left === 0) running.delete(reader)
    else running.set(reader, left)
  }
}
