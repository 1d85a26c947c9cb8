/**
 * Fetches media of posts of other servers before anybody looks at them: when they arrive, if the owner of this server
 * wants that, and when a local user uses the post, so that it stays whole even if its origin goes away.
 */
import type { Reaction, Tx } from '../../core/app.ts'
import { keepCopiesOf } from '../../core/media/copies/used.ts'
import type { Id } from '../../lib/ids.ts'
import { fetchMedium } from './fetch-medium.ts'

/** status.created and status.edited: fetches the media of a post that has arrived. */
export const fetchArrived: Reaction<'status.created' | 'status.edited'> = async (tx, { status_id, via }) => {
  if (via !== 'local' && tx.config.remoteMedia === 'arrival') await fetchMediaOf(tx, status_id)
}

/** status.created: fetches the media of a post that a local user boosts or replies to. */
export const fetchBoostedAndParent: Reaction<'status.created'> = async (tx, { status_id, boost_of_id, via }) => {
  if (via !== 'local') return
  if (boost_of_id !== null) return keepMediaOf(tx, boost_of_id)
  const reply = await tx.db
    .selectFrom('statuses')
    .select('in_reply_to_id')
    .where('id', '=', status_id)
    .executeTakeFirst()
  if (reply && reply.in_reply_to_id !== null) await keepMediaOf(tx, reply.in_reply_to_id)
}

/** status.favourited: the same for a post that a local user likes. */
export const fetchFavourited: Reaction<'status.favourited'> = async (tx, { favourite_id, via }) => {
  if (via !== 'local') return
  const made = await tx.db
    .selectFrom('favourites')
    .select('status_id')
    .where('id', '=', favourite_id)
    .executeTakeFirst()
  if (made) await keepMediaOf(tx, made.status_id)
}

/** status.bookmarked: the same for a bookmark. */
export const fetchBookmarked: Reaction<'status.bookmarked'> = (tx, { status_id }) => keepMediaOf(tx, status_id)

/** The copies stay from now on. Those that are not here are fetched. */
async function keepMediaOf(tx: Tx, statusId: Id): Promise<void> {
  await keepCopiesOf(tx, statusId)
  await fetchMediaOf(tx, statusId)
}

async function fetchMediaOf(tx: Tx, statusId: Id): Promise<void> {
  const rows = await tx.db
    .selectFrom('attachments')
    .innerJoin('media', (join) =>
      join.on(({ or, eb, ref }) =>
        or([eb('media.key', '=', ref('attachments.media_key')), eb('media.key', '=', ref('attachments.preview_key'))]),
      ),
    )
    .select(['media.key', 'media.host'])
    .where('attachments.status_id', '=', statusId)
    .where('attachments.edit_id', 'is', null)
    .where('attachments.type', '!=', 'unknown')
    .where('media.state', 'in', ['absent', 'failed'])
    .where('media.remote_url', 'is not', null)
    .execute()
  await tx.enqueue(
    fetchMedium,
    rows.map(({ key, host }) => ({ key, host: host ?? '' })),
  )
}
