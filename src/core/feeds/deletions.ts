/** Tells the readers of feeds which posts were deleted. Only posts that were public are told of. */
import { compiled } from '../../db/compiled.ts'
import { id, text, time } from '../../db/tables/columns.ts'
import type { FeedDeletion } from '../../db/tables/feeds.ts'
import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Reaction, Reader, Tx } from '../app.ts'
import { deleteInBatches } from '../delete-in-batches.ts'
import { type FeedKey, feedsWith, isInFeeds, isOfAuthor } from './feed.ts'

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
  const [status] = await findPlaced(tx, { id: status_id })
  if (!status || !isInFeeds(status)) return
  const feeds = feedsWith(status, await tagsOf(tx, status_id))
  const told = isConsequence ? feeds.filter((feed) => !isOfAuthor(feed)) : feeds
  if (told.length === 0) return
  const deletion = { status_id, uri: status.uri, deleted_at: tx.clock.now() }
  await tx.db
    .insertInto('feed_deletions')
    .values(told.map((feed) => ({ feed, ...deletion })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

const findPlaced = compiled({ id: id() }, (db, { id }) =>
  db
    .selectFrom('statuses')
    .select(['uri', 'account_id', 'local', 'visibility', 'boost_of_id'])
    .select(['in_reply_to_id', 'in_reply_to_account_id', 'in_reply_to_uri'])
    .where('id', '=', id),
)

async function tagsOf({ db }: Tx, statusId: Id): Promise<string[]> {
  const named = db.selectFrom('status_tags').innerJoin('tags', 'tags.id', 'status_tags.tag_id').select('tags.tag_key')
  return (await named.where('status_tags.status_id', '=', statusId).execute()).map((row) => row.tag_key)
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
