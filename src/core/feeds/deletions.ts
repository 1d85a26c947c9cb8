/** Tells the readers of feeds which posts were deleted. Only posts that were public are told of. */
import { compiled } from '../../db/compiled.ts'
import { text, time } from '../../db/tables/columns.ts'
import type { FeedDeletion } from '../../db/tables/feeds.ts'
import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import type { App, Reaction, Reader } from '../app.ts'
import { deleteInBatches } from '../delete-in-batches.ts'
import { type FeedKey, isOfAuthor } from './feed.ts'
import { findPlace } from './place.ts'

/** Readers ask at least once a month. */
const KEPT_MS = 30 * DAY
const PRUNE_EVERY_MS = HOUR
/** Deletions that one feed lists, the latest ones. */
const LISTED = 30

/**
 * status.deleted: the feeds that hold the post will say so. Those of a deleted account are gone themselves.
 *
 * Nothing else takes a post out of the feeds: the visibility of a post that was written here never changes.
 */
export const noteDeletionInFeeds: Reaction<'status.deleted'> = async (tx, { status_id, isConsequence = false }) => {
  const place = await findPlace(tx, status_id)
  const told = place?.feeds.filter((feed) => !isConsequence || !isOfAuthor(feed)) ?? []
  if (!place || told.length === 0) return
  const deletion = { status_id, uri: place.uri, deleted_at: tx.clock.now() }
  await tx.db
    .insertInto('feed_deletions')
    .values(told.map((feed) => ({ feed, ...deletion })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The latest deletions, newest first. */
export function listDeletions(app: Reader & Pick<App, 'clock'>, feed: FeedKey): Promise<Deletion[]> {
  return findDeletions(app, { feed, since: app.clock.now() - KEPT_MS })
}
export type Deletion = Pick<FeedDeletion, 'uri' | 'deleted_at'>

const findDeletions = compiled({ feed: text(), since: time() }, (db, { feed, since }) =>
  db
    .selectFrom('feed_deletions')
    .select(['uri', 'deleted_at'])
    .where('feed', '=', feed)
    .where('deleted_at', '>', since)
    .orderBy('deleted_at', 'desc')
    .orderBy('status_id', 'desc')
    .limit(LISTED),
)

export const pruneFeedDeletions: Scheduled<App> = {
  name: 'pruneFeedDeletions',
  everyMs: PRUNE_EVERY_MS,
  async run({ db, clock }) {
    const before = clock.now() - KEPT_MS
    const old = db.selectFrom('feed_deletions').select('status_id').where('deleted_at', '<=', before)
    await deleteInBatches((limit) =>
      db.deleteFrom('feed_deletions').where('deleted_at', '<=', before).where('status_id', 'in', old.limit(limit)),
    )
  },
}
