/** Writes what is sent to the subscribers of a topic: the feed with the entries that changed, and no others. */
import { LRUCache } from 'lru-cache'
import type { App } from '../../core/app.ts'
import type { Deletion } from '../../core/feeds/deletions.ts'
import type { PublicFeed } from '../../core/feeds/feed.ts'
import { MB } from '../../lib/bytes.ts'
import { slot } from '../../lib/slot.ts'
import { headOf } from '../document.ts'
import { type Entry, loadEntries } from '../entry.ts'
import { writeFeed } from '../write.ts'
import type { Change } from './due-changes.ts'
import { requireTopic } from './topic.ts'

const CACHE_BYTES = 16 * MB

/** Written once for all subscribers of a topic. */
const contents = slot(() => ({
  written: new LRUCache<string, Uint8Array>({ maxSize: CACHE_BYTES, sizeCalculation: ({ length }) => length }),
  inFlight: new Map<string, Promise<Uint8Array>>(),
}))

/**
 * @param changes as they are now; several of one post count once
 * @throws NotFound or Gone if the feed has ended
 */
export async function contentFor(app: App, topic: string, changes: readonly Change[]): Promise<Uint8Array> {
  const { written, inFlight } = app.slot(contents)
  const key = JSON.stringify([topic, changes.map((change) => Object.values(change))])
  const known = written.get(key) ?? inFlight.get(key)
  if (known) return known
  const writing = write(app, topic, changes)
  inFlight.set(key, writing)
  try {
    const body = await writing
    written.set(key, body)
    return body
  } finally {
    inFlight.delete(key)
  }
}

async function write(app: App, name: string, changes: readonly Change[]): Promise<Uint8Array> {
  const { feed, format } = await requireTopic(app, name)
  const latest = [...new Map(changes.map((change) => [change.status_id, change])).values()].reverse()
  const entries = await entriesOf(app, feed, latest)
  const deletions = latest.filter(({ uri }) => !entries.some(({ id }) => id === uri)).map(deletionOf)
  const times = [...entries.map((entry) => entry.updated), ...deletions.map((deletion) => deletion.deleted_at)]
  const head = await headOf(app, feed, format)
  return Buffer.from(writeFeed({ head, entries, deletions, updated: Math.max(...times) }, format))
}

/** Those that the feed still holds. A post that has lost the hashtag of the feed is gone from there. */
async function entriesOf(app: App, feed: PublicFeed, latest: readonly Change[]): Promise<Entry[]> {
  const entries = await loadEntries(
    app,
    latest.map(({ status_id }) => status_id),
  )
  return 'tag' in feed ? entries.filter(({ tags }) => tags.some(({ name }) => name === feed.tag)) : entries
}

/** Only what was public has changes, so this tells of nothing that was not. */
function deletionOf({ uri, created_at }: Change): Deletion {
  return { uri, deleted_at: created_at }
}
