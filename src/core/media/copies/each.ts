import type { Media } from '../../../db/tables/media.ts'
import type { App } from '../../app.ts'
import { type CopyKind, copyKindOf } from './kind.ts'

/** Copies per query, each with a look into a dozen indexes. */
const BATCH = 100

export type StoredCopy = Pick<Media, 'id' | 'use' | 'host' | 'bytes' | 'cached_at' | 'evictable_at'>

/** All copies of a kind, batch after batch; a batch may be empty. */
export async function* eachCopies(app: App, kind: CopyKind): AsyncGenerator<StoredCopy[]> {
  for (let after = -1; ; ) {
    const rows = await app.db
      .selectFrom('media')
      .select(['id', 'use', 'host', 'bytes', 'cached_at', 'evictable_at'])
      .where('cached_at', '>', after)
      .orderBy('cached_at')
      .limit(BATCH)
      .execute()
    const last = rows.at(-1)?.cached_at
    if (last == null) return
    yield rows.filter((row) => copyKindOf(row) === kind)
    // Copies of the same millisecond beyond the batch have their turn the next time.
    after = last
    await app.clock.sleep(0)
  }
}
