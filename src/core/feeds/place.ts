import { compiled } from '../../db/compiled.ts'
import { id } from '../../db/tables/columns.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { type FeedKey, feedsWith, isInFeeds } from './feed.ts'

/** Where a post is in the feeds of this server. */
interface Place extends Pick<Status, 'uri' | 'account_id'> {
  feeds: readonly FeedKey[]
}

/** The feeds that hold a post. @returns undefined if none does, such as for a post that is not public */
export async function findPlace(tx: Tx, statusId: Id): Promise<Place | undefined> {
  const [status] = await findPlaced(tx, { id: statusId })
  if (!status || !isInFeeds(status)) return undefined
  const { uri, account_id } = status
  return { uri, account_id, feeds: feedsWith(status, await tagsOf(tx, statusId)) }
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
