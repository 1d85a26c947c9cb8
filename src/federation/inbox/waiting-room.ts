/** Limits how many activities may wait for a key to be fetched, each with its body in memory. */
import { hostOf } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { SECOND } from '../../lib/durations.ts'
import { slot } from '../../lib/slot.ts'
import { InboxError } from './inbox-error.ts'

/** A new server sends a few activities at once before the first is answered. */
const MAX_PER_KEY = 32
const MAX_PER_HOST = 128
const RETRY_MS = 10 * SECOND

/** Key id or host → how many activities wait for it. Entries without any are removed. */
const waiting = slot(() => new Map<string, number>())

/** Runs `work`, which may fetch the key. @throws InboxError at once if too many wait already */
export async function inWaitingRoom<T>(app: App, keyId: string, work: () => Promise<T>): Promise<T> {
  const counts = app.slot(waiting)
  const host = hostOf(keyId) ?? ''
  if ((counts.get(keyId) ?? 0) >= MAX_PER_KEY || (counts.get(host) ?? 0) >= MAX_PER_HOST)
    throw new InboxError(429, ['key-unavailable'], RETRY_MS)
  for (const key of [keyId, host]) counts.set(key, (counts.get(key) ?? 0) + 1)
  try {
    return await work()
  } finally {
    for (const key of [keyId, host]) leave(counts, key)
  }
}

function leave(counts: Map<string, number>, key: string): void {
  const left = (counts.get(key) ?? 1) - 1
  if (left === 0) counts.delete(key)
  else counts.set(key, left)
}
