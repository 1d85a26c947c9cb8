/** Names the entries of a feed. Their own ids prove nothing, may be missing, and may all be the same. */
import { createHash } from 'node:crypto'
import type { FeedEntry } from './parsed-feed.ts'

const KEY_LENGTH = 22

/** Each entry under its key, in the order of the document. One that says the same twice is there once. */
export function keyed(entries: readonly FeedEntry[]): Map<string, FeedEntry> {
  const counts = new Map<string, number>()
  for (const entry of entries) counts.set(nameOf(entry), (counts.get(nameOf(entry)) ?? 0) + 1)
  const found = new Map<string, FeedEntry>()
  for (const entry of entries) {
    const isOwn = counts.get(nameOf(entry)) === 1
    const key = digest(isOwn ? [nameOf(entry)] : [nameOf(entry), entry.link, entry.title, entry.publishedAt])
    if (!found.has(key)) found.set(key, entry)
  }
  return found
}

/** The key of an entry whose id no other entry of its document has. */
export function keyOfId(id: string): string {
  return digest([id])
}

/** Changes whenever something is different that readers see. */
export function hashOf({ id: _, publishedAt: _time, ...shown }: FeedEntry): string {
  return digest(shown)
}

function nameOf({ id, link, title, publishedAt }: FeedEntry): string {
  return id ?? link ?? `${title} ${publishedAt}`
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, KEY_LENGTH)
}
