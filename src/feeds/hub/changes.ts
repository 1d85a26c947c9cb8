/** Notes which posts changed in feeds that have subscribers, in the transaction of the change. */
import type { Reaction, Tx } from '../../core/app.ts'
import { isOfAuthor } from '../../core/feeds/feed.ts'
import { findPlace } from '../../core/feeds/place.ts'
import { compiled } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import { id, text } from '../../db/tables/columns.ts'
import type { Id } from '../../lib/ids.ts'
import { fanOutToSubscribers } from './fan-out.ts'

/** status.created: the feeds that hold it. */
export const noteNewEntry: Reaction<'status.created'> = async (tx, { status_id, boost_of_id, via }) => {
  if (via === 'local' && boost_of_id === null) await noteChange(tx, status_id)
}

/** status.edited: also the feeds that held it before, because it may have lost a hashtag. */
export const noteEditedEntry: Reaction<'status.edited'> = async (tx, { status_id, via }) => {
  if (via === 'local') await noteChange(tx, status_id)
}

/** status.deleted: emitted before the row is deleted. The feeds of a deleted account have ended themselves. */
export const noteDeletedEntry: Reaction<'status.deleted'> = (tx, { status_id, isConsequence = false }) =>
  noteChange(tx, status_id, { exceptOwn: isConsequence })

/** What is not public changes no feed. */
async function noteChange(tx: Tx, statusId: Id, { exceptOwn = false } = {}): Promise<void> {
  if ((await findAnyFeed(tx, {})).length === 0) return
  const place = await findPlace(tx, statusId)
  if (!place) return
  const former = await findFormer(tx, { statusId })
  const feeds = new Set([...place.feeds, ...former.map((row) => row.feed)])
  const read = await findRead(tx, { feeds: [...feeds].filter((feed) => !exceptOwn || !isOfAuthor(feed)) })
  if (read.length === 0) return
  const { uri } = place
  const changes = read.map(({ feed }) => ({
    id: tx.ids.next(),
    feed,
    status_id: statusId,
    uri,
    created_at: tx.clock.now(),
  }))
  await tx.db.insertInto('websub_changes').values(changes).execute()
  await tx.enqueue(
    fanOutToSubscribers,
    changes.map(({ id, feed }) => ({ change_id: id, feed })),
  )
}

/** Most servers have no subscriber, so this is asked first. */
const findAnyFeed = compiled({}, (db) => db.selectFrom('websub_feeds').select('feed').limit(1))

/** Of these feeds, those that have subscribers. */
const findRead = compiled({ feeds: list(text()) }, (db, { feeds }) =>
  db.selectFrom('websub_feeds').select('feed').where('feed', 'in', feeds),
)

const findFormer = compiled({ statusId: id() }, (db, { statusId }) =>
  db.selectFrom('websub_changes').select('feed').distinct().where('status_id', '=', statusId),
)
