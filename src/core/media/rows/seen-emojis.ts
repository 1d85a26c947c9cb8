/**
 * Notes which emojis of other servers are shown. Texts refer to them, not rows, so they would be deleted after their time
 * to live although an old post that somebody here has kept still shows them. One that was deleted is registered again.
 */
import { DAY, MINUTE } from '../../../lib/durations.ts'
import { slot } from '../../../lib/slot.ts'
import type { App } from '../../app.ts'
import { remoteMediaKey } from '../key.ts'
import { registerMedia } from './register.ts'

const FLUSH_EVERY_MS = 10 * MINUTE
/** Emojis that wait to be written. Further ones are not noted: each is shown again. */
const MAX_WAITING = 2_000
/** Emojis per query. */
const BATCH = 100

const seen = slot(() => ({ waiting: new Set<string>(), flushedAt: 0, flushing: Promise.resolve() }))

/** Keeps it in memory, and writes it in the background from time to time. @param url its address at its origin */
export function noteEmoji(app: App, url: string): void {
  const state = app.slot(seen)
  if (state.waiting.size < MAX_WAITING) state.waiting.add(url)
  if (app.clock.now() - state.flushedAt < FLUSH_EVERY_MS) return
  flushEmojis(app).catch((err) => app.log.warn({ err }, 'could not note which emojis are shown'))
}

/** Writes what is noted, after whatever is being written. */
export function flushEmojis(app: App): Promise<void> {
  const state = app.slot(seen)
  state.flushedAt = app.clock.now()
  const flushed = state.flushing.then(() => flush(app))
  state.flushing = flushed.catch(() => {})
  return flushed
}

async function flush(app: App): Promise<void> {
  const state = app.slot(seen)
  const urls = [...state.waiting]
  state.waiting.clear()
  for (let at = 0; at < urls.length; at += BATCH) await writeSeen(app, urls.slice(at, at + BATCH))
}

/** Reads first, because most have been seen on the same day. */
async function writeSeen(app: App, urls: readonly string[]): Promise<void> {
  const keys = new Map(urls.map((url) => [remoteMediaKey(app, 'emoji', url), url]))
  const fresh = await app.db
    .selectFrom('media')
    .select('key')
    .where('key', 'in', [...keys.keys()])
    .where('seen_at', '>', app.clock.now() - DAY)
    .where('unused_since', 'is', null)
    .execute()
  for (const { key } of fresh) keys.delete(key)
  if (keys.size === 0) return
  await app.transaction(async (tx) => {
    for (const url of keys.values()) await registerMedia(tx, 'emoji', url)
  })
}
